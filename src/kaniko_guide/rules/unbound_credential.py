"""Scripts that use the variable of a credential under a name that nothing binds.

Not checked in methods, which may be called inside a `withCredentials`, and where a library, a pod or the script itself
may set the variable.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis.commands import all_words, expanded_names
from kaniko_guide.analysis.declarative_sections import sections_named
from kaniko_guide.analysis.groovy_variables import BUILD_VARIABLES, may_define_anything, names_for_the_shell
from kaniko_guide.analysis.pipeline_steps import all_blocks, blocks_around
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.rules.undefined_groovy_variable import SHARED_CODE
from kaniko_guide.sources.groovy.tokens import String
from kaniko_guide.sources.groovy.tree import Literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Block, Jenkinsfile, Step
    from kaniko_guide.text import Text

OUTSIDE = Message(
    "outside",
    Bilingual(
        zh="`{name}` 只在 `withCredentials` 的大括号里有值，这个步骤在外面。",
        en="`{name}` only has a value in the braces of its `withCredentials`; this step is outside them.",
    ),
    Bilingual(zh="把这个步骤移进去。", en="Move the step into them."),
)
OTHER_NAME = Message(
    "other-name",
    Bilingual(
        zh="没有变量 `{name}`；`withCredentials` 给的名称是 `{bound}`。",
        en="There is no variable `{name}`; `withCredentials` binds `{bound}`.",
    ),
    Bilingual(zh="两处写成同一个名称。", en="Write the same name in both places."),
)
PLAIN_TEXT = Message(
    "plain-text",
    Bilingual(
        zh="`{name}` 只是一段文字，没有 `{used}` 这个变量。",
        en="`{name}` is a plain text, so there is no variable `{used}`.",
    ),
    Bilingual(zh="写成 `{name} = credentials('…')`。", en="Write `{name} = credentials('…')`."),
)

RULE = Rule(
    name="unbound-credential",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="凭据的变量没有绑定", en="Variable of a credential that is not bound"),
    why=Bilingual(
        zh=(
            "凭据只通过绑定的变量交给命令：`withCredentials` 绑定它写的名称，只在它的大括号里；`X = credentials('…')` "
            "绑定 `X`、`X_USR` 和 `X_PSW`。其他名称是空字符串，登录失败，而报错里不提变量。"
        ),
        en=(
            "Commands receive a credential in bound variables only: `withCredentials` binds the names that it lists, "
            "inside its braces; `X = credentials('…')` binds `X`, `X_USR` and `X_PSW`. Any other name is empty, and "
            "the login fails with an error that does not mention it."
        ),
    ),
    messages=(OUTSIDE, OTHER_NAME, PLAIN_TEXT),
    source=(
        "jenkinsci/credentials-binding-plugin at 0331934, BindingStep.java; "
        "jenkinsci/pipeline-model-definition-plugin at 42c9dc3, CredentialsBindingHandler.java"
    ),
)

_BINDING = lazy.pattern(r"\b\w*[vV]ariable\s*:\s*(['\"])(\w+)\1")
_METHODS = frozenset({"method", "def", "="})
"""Statements whose code may run elsewhere."""

_SECRET = lazy.pattern(r"PASS|PSW|PWD|TOKEN|SECRET")
_USER = lazy.pattern(r"USER|USR|LOGIN")


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the use of the name, or at the text that is no credential."""
    containers = [container for pod in project.pods for container in pod.containers]
    in_pods = {str(variable.name) for container in containers for variable in container.env or ()}
    for pipeline in project.jenkinsfiles:
        yield from _plain_texts(pipeline)
        if "withCredentials" not in pipeline.text.value:
            continue
        is_open = any(container.env is None for container in containers) or may_define_anything(pipeline)
        if is_open or SHARED_CODE & set(PurePath(pipeline.text.source.path).parts):
            continue
        bound = Counter(match[2] for block in all_blocks(pipeline.blocks) for match in _bindings_of(block))
        if bound:
            yield from _in_scripts(pipeline, bound, in_pods)


def _plain_texts(pipeline: Jenkinsfile) -> Iterator[Finding]:
    text = pipeline.code.text
    if "_PSW" not in text.value and "_USR" not in text.value:
        return
    for _, block in sections_named(pipeline, "environment"):
        for statement in block.body:
            value = statement.values[0] if len(statement.values) == 1 else None
            if not isinstance(value, Literal) or not isinstance(value.item, String) or statement.name is None:
                continue
            for suffix in ("_PSW", "_USR"):
                used = f"{statement.name}{suffix}"
                is_used = re.search(rf"\$\{{?(?:env\.)?{used}\b", pipeline.text.value)
                if is_used and not re.search(rf"(?<!\$)(?<!\{{)\b{used}\b\s*[='\"]", pipeline.text.value):
                    yield RULE.finding(text.cut(value.start, value.end), PLAIN_TEXT, name=statement.name, used=used)
                    break


def _in_scripts(pipeline: Jenkinsfile, bound: Counter[str], in_pods: set[str]) -> Iterator[Finding]:
    known = names_for_the_shell(pipeline) | in_pods
    only_bound = {name for name, count in bound.items() if _is_only_bound(pipeline, name, count)}
    for step in pipeline.steps:
        if "$" not in step.script.text.value:
            continue
        around = next(blocks_around(pipeline, step), None)
        if around is None or any(block.name in _METHODS for block in around):
            continue
        here = {match[2] for block in around for match in _bindings_of(block)}
        for where in _expanded(step):
            name = where.value.strip("${}")
            if name in only_bound - here:
                yield RULE.finding(where, OUTSIDE, name=name)
            elif name not in known and not BUILD_VARIABLES.fullmatch(name) and _is_of_the_shell(step, where):
                meant = _meant(pipeline, name, here)
                if meant is not None:
                    yield RULE.finding(where, OTHER_NAME, name=name, bound=meant)


def _is_of_the_shell(step: Step, where: Text) -> bool:
    """Whether the shell replaces a variable, not Groovy."""
    at = where.origin(0)
    return step.exact or "\\" in where.source.text[at - 1 : at + 1]


def _is_only_bound(pipeline: Jenkinsfile, name: str, count: int) -> bool:
    """Whether the file gives a variable its value only by its bindings, and names it nowhere else but to expand it."""
    passed_on = rf"(?<![\w$.{{]){name}=[\"']?\$\{{?{name}\b"
    others = len(re.findall(passed_on, pipeline.text.value))
    return len(re.findall(rf"(?<![\w$.{{]){name}(?!\w)", pipeline.text.value)) - others == count


def _bindings_of(block: Block) -> Iterator[re.Match[str]]:
    if block.name == "withCredentials":
        for argument in block.arguments:
            yield from _BINDING.finditer(argument.value.value)


def _expanded(step: Step) -> Iterator[Text]:
    """The variables that the shell expands in a script, without those that it sets."""
    assigned = {name.value for name in step.script.assigned}
    for command in step.script.commands:
        for word in all_words(command):
            for text in expanded_names(word.text):
                if text.value.strip("${}") not in assigned:
                    yield text


def _meant(pipeline: Jenkinsfile, name: str, here: set[str]) -> str | None:
    """The bound variable of the same kind (user or secret) that nothing uses."""
    for kind in (_SECRET, _USER):
        if kind.search(name.upper()):
            unused = [
                entry
                for entry in here
                if kind.search(entry.upper()) and not re.search(rf"\$\{{?(?:env\.)?{entry}\b", pipeline.text.value)
            ]
            return unused[0] if len(unused) == 1 else None
    return None
