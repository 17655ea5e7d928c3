"""Step names that are one edit away from a known one: `contaner('kaniko')`, `withCredentails`, `scripts { … }`.

Steps of shared libraries can have any name. Steps that the file defines itself are not checked, nor are capitalized
names without braces, which are classes.
"""

from __future__ import annotations

from functools import cache
from pathlib import PurePath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis.edit_distance import correct_typo, only_neighbor
from kaniko_guide.analysis.groovy_variables import may_define_anything
from kaniko_guide.analysis.pipeline_steps import all_blocks
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import declarative, pipeline_steps
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.rules.undefined_groovy_variable import SHARED_CODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Block

MISSPELT = Message(
    "misspelt",
    Bilingual(zh="没有名为 `{found}` 的步骤。", en="Unknown step `{found}`."),
    Bilingual(zh="写成 `{meant}`。", en="Write `{meant}`."),
)
OTHER_NAME = Message(
    "other-name",
    Bilingual(
        zh="Jenkins 没有步骤 `{found}`；除非共享库定义了它，否则报 `No such DSL method`。",
        en="Jenkins has no step `{found}`; unless a library defines it, it fails with `No such DSL method`.",
    ),
    Bilingual(
        zh="写成 `{meant}`；要用 bash，脚本第一行写 `#!/bin/bash`。",
        en="Write `{meant}`; to use bash, begin the script with `#!/bin/bash`.",
    ),
)
PROGRAM = Message(
    "program",
    Bilingual(
        zh="Jenkins 没有步骤 `{found}`，它是一个程序；除非共享库定义了它，否则报 `No such DSL method`。",
        en="Jenkins has no step `{found}`, which is a program; unless a library defines it, it fails with `No such DSL "
        "method`.",
    ),
    Bilingual(zh="写成 `sh '{found} …'`。", en="Write `sh '{found} …'`."),
)

RULE = Rule(
    name="misspelt-step",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="步骤名拼写错误", en="Misspelt step name"),
    why=Bilingual(
        zh=(
            "Jenkins 执行到这一步才查找它，找不到就报 `No such DSL method`，而前面的步骤已经执行。如果拼错的"
            "是 `pipeline`，里面的内容都不会执行。"
        ),
        en=(
            "Jenkins looks a step up when it reaches it, and fails with `No such DSL method` if there is "
            "none. By then the previous steps have run; if `pipeline` itself is misspelt, nothing inside it "
            "runs."
        ),
    ),
    messages=(MISSPELT, OTHER_NAME, PROGRAM),
    source="jenkinsci/workflow-cps-plugin, DSL.java, invokeMethod",
)


_DEFINITION = lazy.pattern(r"def ([^\s(]+)\(")

_OTHER_NAMES = {"bash": "sh"}
"""Programs that are not steps; Job DSL has `shell`."""

_PROGRAMS = frozenset(
    {"apt", "aws", "cat", "cd", "chmod", "cp", "curl", "gcloud", "gradlew", "java", "kubectl", "ls", "make"}
    | {"mkdir", "mv", "mvn", "npm", "pip", "pip3", "python", "python3", "rm", "wget", "yarn"}
)
"""Programs that no plugin has as a step."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the step's name."""
    for pipeline in project.jenkinsfiles:
        is_shared = bool(SHARED_CODE & set(PurePath(pipeline.text.source.path).parts))
        may_be_defined = is_shared or may_define_anything(pipeline)
        defined = frozenset(_DEFINITION.findall(pipeline.text.value))
        for block in all_blocks(pipeline.blocks):
            if block.name not in defined:
                yield from _in_block(block, may_be_defined=may_be_defined)


def _in_block(block: Block, *, may_be_defined: bool) -> Iterator[Finding]:
    """Yields a finding at a step's name. `may_be_defined`: code outside the file may define steps."""
    if not block.arguments and block.children is None:
        found = None if may_be_defined else _intended_call(block)
        if found is not None:
            yield RULE.finding(block.where, MISSPELT, found=block.name, meant=found)
        return
    found = _intended_step(block)
    if found is None and not may_be_defined:
        found = _intended_block(block)
    if found is not None:
        yield RULE.finding(block.where, MISSPELT, found=block.name, meant=found)
    elif _is_checkout(block):
        yield RULE.finding(block.where, MISSPELT, found="scm checkout", meant="checkout scm")
    elif block.name in _OTHER_NAMES and not may_be_defined:
        meant = _OTHER_NAMES[block.name]
        finding = RULE.finding(block.where, OTHER_NAME, found=block.name, meant=meant)
        yield replace(finding, severity=Severity.WARNING)
    elif block.name in _PROGRAMS and block.children is None and not may_be_defined and _is_call(block):
        yield replace(RULE.finding(block.where, PROGRAM, found=block.name), severity=Severity.WARNING)


def _is_call(block: Block) -> bool:
    """Whether a block has a text as its first argument."""
    return bool(block.arguments) and block.arguments[0].is_string and block.arguments[0].name is None


def _intended_step(block: Block) -> str | None:
    """The common step of which a name is a typo, in lower case; or `pipeline`."""
    if block.name[:1].isupper():
        return None
    is_pipeline = {"agent", "stages"} <= {child.name for child in block.children or ()}
    return "pipeline" if is_pipeline and "pipeline" in block.name[1:] else correct_typo(block.name, declarative.steps())


def _intended_block(block: Block) -> str | None:
    """The step that is meant: a long one or the same word in lower case, or the only one of that form one edit away."""
    is_text = [argument.is_string for argument in block.arguments] == [True]
    if block.name in pipeline_steps.every_name() or not block.name.isidentifier():
        return None
    if len(block.name) >= _LONG and block.name[0].islower() and (step := correct_typo(block.name, _long_steps())):
        return step
    if block.children is None:
        return only_neighbor(block.name, frozenset({"echo"})) if is_text else None
    lower = block.name.lower()
    if block.name[:1].isupper() and lower in pipeline_steps.every_name():
        return lower
    names = {"stage"} if is_text else set[str]() if block.arguments else {"script"}
    return only_neighbor(block.name, frozenset(names))


def _intended_call(block: Block) -> str | None:
    """The step without arguments of which `name()` is a typo."""
    end = block.where.origin(len(block.where))
    is_call = _EMPTY_CALL.match(block.where.source.text, end) is not None
    return correct_typo(block.name, _WITHOUT_ARGUMENTS) if is_call else None


_EMPTY_CALL = lazy.pattern(r"[ \t]*\(\s*\)")
_WITHOUT_ARGUMENTS = frozenset({"cleanWs", "deleteDir"})

_LONG = 10
"""The number of letters from which a name that is one edit away from that of any plugin's step is taken for a typo."""


@cache
def _long_steps() -> frozenset[str]:
    return frozenset(name for name in pipeline_steps.every_name() if len(name) >= _LONG)


def _is_checkout(block: Block) -> bool:
    """Whether a statement is `scm checkout`."""
    return block.name == "scm" and [argument.value.value for argument in block.arguments] == ["checkout"]
