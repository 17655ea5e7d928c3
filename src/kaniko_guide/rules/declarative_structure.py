"""Declarative pipelines with unknown, missing or misplaced sections.

The valid structure is the one of the pipeline-model-definition plugin (`facts/declarative.yml`). Steps of plugins and
shared libraries are not checked, nor is the content of `script { … }`, `when`, `options` and similar sections.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from pathlib import PurePath
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis.edit_distance import correct_typo
from kaniko_guide.analysis.groovy_variables import may_define_anything
from kaniko_guide.analysis.pipeline_steps import all_blocks
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import declarative
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.rules.undefined_groovy_variable import SHARED_CODE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Block, Jenkinsfile
    from kaniko_guide.text import Text

UNKNOWN = Bilingual(zh="`{block}` 里不能有 `{name}`。", en="`{name}` is not a valid section of `{block}`.")
EMPTY = Bilingual(zh="`{name}` 是空的。", en="`{name}` is empty.")
NOT_A_SECTION = Message("unknown-section", UNKNOWN, Bilingual(zh="可用的段落：{known}。", en="Use one of {known}."))
MISSPELT = Message("misspelt", UNKNOWN, Bilingual(zh="是不是想写 `{meant}`？", en="Did you mean `{meant}`?"))
DUPLICATE = Message(
    "duplicate",
    Bilingual(zh="`{block}` 里重复定义了 `{name}`。", en="`{name}` is duplicated in `{block}`."),
    Bilingual(zh="合并成一个。", en="Merge them into one."),
)
MISSING = Message(
    "missing",
    Bilingual(zh="`{block}` 里缺少 `{name}`。", en="`{block}` lacks the required `{name}`."),
    Bilingual(zh="加上 `{name}`。", en="Add `{name}`."),
)
NO_BODY = Message(
    "no-body",
    Bilingual(zh="这个 `{block}` 没有内容。", en="This `{block}` has no body."),
    Bilingual(zh="加上其中一个：{choice}。", en="Add one of {choice}."),
)
TWO_BODIES = Message(
    "two-bodies",
    Bilingual(
        zh="同一个 `{block}` 里既有 `{other}` 又有 `{name}`。", en="This `{block}` has both `{other}` and `{name}`."
    ),
    Bilingual(zh="拆成两个 `stage`。", en="Split it into two stages."),
)
AGENT_TYPES = Message(
    "agent-types",
    Bilingual(
        zh="`agent` 里必须有且只有一种类型，这里有 {count} 种。",
        en="`agent` has {count} types, but must have exactly one.",
    ),
    Bilingual(zh="只保留一种，例如 `kubernetes {{ … }}`。", en="Keep one of them, such as `kubernetes {{ … }}`."),
)
NO_STAGES = Message("no-stages", EMPTY, Bilingual(zh="至少写一个 `stage`。", en="Add at least one `stage`."))
NOT_A_STAGE = Message(
    "not-a-stage",
    Bilingual(
        zh="`{block}` 里只能写 `stage`，不能写 `{name}`。",
        en="`{name}` is not allowed in `{block}`, which only contains stages.",
    ),
    Bilingual(zh="放进 `stage('…') {{ steps {{ … }} }}`。", en="Move it into `stage('…') {{ steps {{ … }} }}`."),
)
SAME_STAGE = Message(
    "same-stage",
    Bilingual(
        zh="名为 `{name}` 的 `stage` 已经在第 {line} 行定义。",
        en="There is already a stage named `{name}` on line {line}.",
    ),
    Bilingual(
        zh="同一个 `{block}` 里的 `stage` 名称不能重复，改掉其中一个。",
        en="Rename one of the two: in one `{block}` each stage needs a name of its own.",
    ),
)
NESTED_BRANCHES = Message(
    "nested-branches",
    Bilingual(
        zh="`parallel` 和 `matrix` 里面不能再有 `{name}`。",
        en="`{name}` is not allowed inside another `parallel` or `matrix`.",
    ),
    Bilingual(
        zh="把里面的各个 `stage` 移到外层的 `parallel`，或者在 `script {{ … }}` 里用 `parallel` 步骤。",
        en="Move its stages to the outer `parallel`, or use the step `parallel` in `script {{ … }}`.",
    ),
)
SAME_LINE = Message(
    "same-line",
    Bilingual(
        zh="`{name}` 和 `{first}` 写在同一行，Groovy 把它们读成一条语句。",
        en="`{name}` follows `{first}` on the same line, so Groovy reads both as one statement.",
    ),
    Bilingual(zh="在 `{name}` 前面换行。", en="Begin a new line before `{name}`."),
)
NO_NAME = Message(
    "no-name",
    Bilingual(zh="这个 `stage` 没有名称。", en="This `stage` has no name."),
    Bilingual(zh="写成 `stage('名称')`。", en="Write `stage('name')`."),
)
NO_BLOCK = Message(
    "no-block",
    Bilingual(zh="这个 `{name}` 后面没有 `{{ … }}`。", en="This `{name}` has no `{{ … }}` block."),
    Bilingual(zh="把它的内容写在 `{{ … }}` 里。", en="Put its content into `{{ … }}`."),
)
NOT_AT_TOP = Message(
    "not-at-top",
    Bilingual(zh="`pipeline` 不能写在 `{name}` 里面。", en="`pipeline` is not allowed inside `{name}`."),
    Bilingual(zh="移到最外层，用 `agent` 选择节点。", en="Move it to the top level and select the node with `agent`."),
)
AROUND_BRANCHES = Message(
    "around-branches",
    Bilingual(
        zh="有 `parallel` 或 `matrix` 的 `stage` 不能有 `{name}`。",
        en="A `stage` with `parallel` or `matrix` cannot have `{name}`.",
    ),
    Bilingual(zh="移到里面的各个 `stage`。", en="Move it to the stages inside."),
)
STAGE_IN_STEPS = Message(
    "stage-in-steps",
    Bilingual(zh="`steps` 里不能有 `stage`。", en="`stage` is not allowed in `steps`."),
    Bilingual(
        zh="把它移到 `stages` 里，或放进 `script {{ … }}`。", en="Move it to `stages`, or into `script {{ … }}`."
    ),
)
SECTION_IN_STEPS = Message(
    "section-in-steps",
    Bilingual(zh="`{name}` 不是步骤，不能写在步骤之间。", en="`{name}` is not a step and is not allowed among steps."),
    Bilingual(zh="移到 `stage` 或 `pipeline` 里。", en="Move it to the `stage` or to `pipeline`."),
)
BARE_WORDS = Message(
    "bare-words",
    Bilingual(zh="`{words}` 不是步骤。", en="`{words}` is not a step."),
    Bilingual(
        zh="shell 命令写成 `sh '{words}'`；没有参数的步骤后面要加 `()`。",
        en="Write a shell command as `sh '{words}'`, and `()` after a step without arguments.",
    ),
)
BARE_STRING = Message(
    "bare-string",
    Bilingual(zh="这里只有一个字符串，不是步骤。", en="This is only a string, not a step."),
    Bilingual(zh="在前面写上步骤，例如 `sh` 或 `echo`。", en="Write the step in front, such as `sh` or `echo`."),
)
ONLY_DECLARATIVE = Message(
    "only-declarative",
    Bilingual(
        zh="脚本式流水线里没有 `{name}` 段落，里面的变量不会设置。",
        en="A scripted pipeline has no section `{name}`: its variables are not set.",
    ),
    Bilingual(
        zh="写成 `withEnv(['名称=值']) {{ … }}`，或者改用 `pipeline {{ … }}`。",
        en="Write `withEnv(['NAME=value']) {{ … }}`, or use `pipeline {{ … }}`.",
    ),
)
NO_SECTION = Message(
    "no-section",
    Bilingual(
        zh="`{name}` 是声明式流水线的段落，脚本代码里没有它，Jenkins 报 `No such DSL method`。",
        en="`{name}` is a section of a declarative pipeline; in scripted code it fails with `No such DSL method`.",
    ),
    Bilingual(
        zh="脚本代码里直接写步骤；收尾的步骤写进 `try {{ … }} finally {{ … }}`。",
        en="In scripted code write the steps directly, and final steps in `try {{ … }} finally {{ … }}`.",
    ),
)
PARALLEL_IN_STEPS = Message(
    "parallel-in-steps",
    Bilingual(
        zh="`steps` 里的 `parallel` 是步骤，它要的是分支的列表，不是 `stage`。",
        en="In `steps`, `parallel` is a step that takes named branches, not stages.",
    ),
    Bilingual(
        zh="把 `parallel {{ … }}` 直接写在 `stage` 里，不要放进 `steps`。",
        en="Write `parallel {{ … }}` directly in the `stage`, not in its `steps`.",
    ),
)
NO_STEPS = Message(
    "no-steps",
    Bilingual(zh="`{name}` 里没有步骤。", en="`{name}` has no steps."),
    Bilingual(zh="至少写一个步骤。", en="Add at least one step."),
)
NOT_A_STEP = Message(
    "not-a-step",
    Bilingual(zh="`{name}` 不是步骤，不能直接写在这里。", en="`{name}` is not a step and is not allowed here."),
    Bilingual(zh="移到 `script {{ … }}` 里。", en="Move it into `script {{ … }}`."),
)
NO_CONDITION = Message(
    "no-condition",
    EMPTY,
    Bilingual(zh="加上 `always`、`failure` 等条件。", en="Add a condition such as `always` or `failure`."),
)
NOT_A_CONDITION = Message(
    "not-a-condition",
    Bilingual(zh="`post` 里不能直接写 `{name}`。", en="`{name}` is not a valid condition of `post`."),
    Bilingual(zh="可用的条件：{known}；步骤写在条件里面。", en="Use one of {known}, and write the steps inside it."),
)

NOT_AN_OPTION = Message(
    "not-an-option",
    Bilingual(
        zh="`{block}` 的选项 `{name}` 和它的值之间只能是空格。",
        en="Only a space may separate the option `{name}` of `{block}` from its value.",
    ),
    Bilingual(zh="写成 `{name} …`。", en="Write `{name} …`."),
)
NOT_AN_AGENT = Message(
    "not-an-agent",
    Bilingual(zh="`agent {{ … }}` 里不能直接写 `{found}`。", en="`{found}` is not allowed in `agent {{ … }}`."),
    Bilingual(
        zh="`any` 和 `none` 不要大括号：`agent any`；标签写成 `agent {{ label '…' }}`。",
        en="Write `any` and `none` without braces, as in `agent any`, and a label as `agent {{ label '…' }}`.",
    ),
)
NO_SUCH_OPTION = Message(
    "no-such-option",
    Bilingual(zh="`{block}` 没有选项 `{name}`。", en="`{block}` has no option `{name}`."),
    Bilingual(zh="可用的选项：{known}。", en="Use one of {known}."),
)
SECTION_IN_AGENT = Message(
    "section-in-agent",
    Bilingual(zh="`{block}` 里不能有 `{name}` 段落。", en="The section `{name}` is not allowed in `{block} {{ … }}`."),
    Bilingual(
        zh="把 `{name}` 移到 `agent {{ … }}` 外面；如果只是多套了一层，去掉 `{name}` 这一层。",
        en="Move `{name}` out of `agent {{ … }}`, or remove it if it only adds a level of braces.",
    ),
)
SECOND_PIPELINE = Message(
    "second-pipeline",
    Bilingual(
        zh="第 {line} 行已经有一个 `pipeline`；一次构建只能执行一个，执行到这里会失败。",
        en="There is already a `pipeline` on line {line}; a build runs only one, and fails at this one.",
    ),
    Bilingual(
        zh="把两个 `pipeline` 的 `stage` 合并到一个里，或者拆成两个 Jenkinsfile。",
        en="Merge the stages into one `pipeline`, or split the file into two.",
    ),
)
SEVERAL_FILES = Message(
    "several-files",
    Bilingual(zh="`yamlFile` 只接受一个路径。", en="`yamlFile` takes a single path."),
    Bilingual(zh="把这些 YAML 合并成一个文件。", en="Merge the YAML into one file."),
)

RULE = Rule(
    name="declarative-structure",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="声明式流水线的结构错误", en="Invalid declarative pipeline structure"),
    why=Bilingual(
        zh=(
            "声明式流水线只接受固定的段落：`pipeline` 里要有 `agent` 和 `stages`，步骤写在 `stage` 的 "
            "`steps` 里，`def`、`if` 放进 `script`。Jenkins 在执行前检查整个结构，只要有一处错误，构建就不会"
            "开始。"
        ),
        en=(
            "A declarative pipeline accepts fixed sections only: `pipeline` needs `agent` and `stages`, "
            "steps belong in the `steps` of a `stage`, and `def` and `if` in `script`. Jenkins validates the "
            "structure before it runs anything; a single error prevents the build from starting."
        ),
    ),
    messages=(
        NOT_A_SECTION,
        MISSPELT,
        DUPLICATE,
        MISSING,
        NO_BODY,
        TWO_BODIES,
        AGENT_TYPES,
        NO_STAGES,
        NOT_A_STAGE,
        SAME_STAGE,
        NESTED_BRANCHES,
        SAME_LINE,
        NO_NAME,
        NO_BLOCK,
        NOT_AT_TOP,
        AROUND_BRANCHES,
        STAGE_IN_STEPS,
        SECTION_IN_STEPS,
        BARE_WORDS,
        BARE_STRING,
        ONLY_DECLARATIVE,
        NO_SECTION,
        PARALLEL_IN_STEPS,
        NO_STEPS,
        NOT_A_STEP,
        NO_CONDITION,
        NOT_A_CONDITION,
        NOT_AN_OPTION,
        NOT_AN_AGENT,
        NO_SUCH_OPTION,
        SECTION_IN_AGENT,
        SECOND_PIPELINE,
        SEVERAL_FILES,
    ),
    source=(
        "jenkinsci/pipeline-model-definition-plugin, ast-schema.json, ModelParser and Utils.attachExecutionModel; "
        "jenkinsci/workflow-cps-plugin, CpsStepContext.newBodyInvoker"
    ),
)

NOT_STEPS = frozenset({"def", "=", "if", "for", "while", "switch", "try", "return", "throw", "assert", "do"})
"""Statements that are not method calls, and so not steps."""

_TOKEN = lazy.pattern(r"\"{3}.*?\"{3}|'{3}.*?'{3}|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|[(){}\[\]]|\w+", re.DOTALL)
"""Strings, brackets and words."""

_NEVER_STEPS = frozenset({"agent", "environment", "pipeline", "post", "stages", "steps", "when"})
"""Sections that are misplaced among steps."""

_ONLY_SECTIONS = frozenset({"agent", "post", "stages", "steps", "tools", "when"})
"""Sections that scripted code often contains by mistake."""

_STEPS_WITH_BODY = frozenset({"container", "dir", "node", "withCredentials", "withEnv", "ws"})
"""Steps that need a `{ … }`; `container('a')` on a line of its own fails with `There is no body to invoke`."""

_OTHER_STEPS_WITH_BODY = frozenset(
    {"catchError", "lock", "podTemplate", "retry", "sshagent", "timeout", "waitUntil", "warnError"}
)
"""The same, but a library may have another step of that name."""

_AROUND_STEPS = (
    _STEPS_WITH_BODY
    | _OTHER_STEPS_WITH_BODY
    | {"ansiColor", "configFileProvider", "parallel", "script", "stage", "steps", "timestamps"}
    | {"catch", "else", "finally", "for", "if", "try", "while"}
)
"""Blocks among whose statements a step may stand."""

_AROUND_STAGES = frozenset({"matrix", "parallel", "pipeline", "post", "stage", "stages"})
"""Sections of a declarative pipeline that contain no steps themselves."""

_VALUE = lazy.pattern(r"\[.*\]|\d+|true|false", re.DOTALL)
"""An argument that is certainly no closure, apart from strings."""

_STRING = lazy.pattern(r"'.*'|\".*\"", re.DOTALL)
"""A string without a step."""

_BARE_WORDS = lazy.pattern(r"[a-z][\w-]*(?: +[\w./-]+)?")
"""A command of a shell without `sh`: `ls`, `cd /tmp`."""

BRANCHES = frozenset({"parallel", "matrix"})
"""Sections whose stages run at the same time."""

OPAQUE_STEPS = frozenset({"script", "parallel"})
"""Steps that contain any Groovy code, or a map of branches."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each misplaced word, or at the block that lacks something."""
    for pipeline in project.jenkinsfiles:
        declared = [block for block in pipeline.blocks if block.name == "pipeline" and block.children is not None]
        for block in declared:
            yield from _sections(block, block.children or (), "pipeline")
            yield from _nested_branches(block, nested=False)
        if not declared:
            yield from _nested_pipelines(pipeline.blocks)
        yield from _second_pipelines(pipeline.blocks)
        yield from _without_body(pipeline)
        if may_define_anything(pipeline) or SHARED_CODE & set(PurePath(pipeline.text.source.path).parts):
            continue
        if not declared:
            yield from _sections_of_scripted(pipeline.blocks)
        yield from _sections_in_code(pipeline.blocks, in_code=False)


def _nested_pipelines(blocks: Iterable[Block]) -> Iterator[Finding]:
    """Yields a finding for `node { pipeline { … } }`; a method of a shared library may contain a pipeline."""
    for block in blocks:
        if block.name == "method":
            continue
        for child in block.children or ():
            if child.name == "pipeline" and child.children is not None:
                yield RULE.finding(child.where, NOT_AT_TOP, name=block.name)
        yield from _nested_pipelines(block.children or ())


def _second_pipelines(blocks: Iterable[Block]) -> Iterator[Finding]:
    """Yields a finding at each `pipeline { … }` after the first one, if no statement may end the run between them."""
    first: Block | None = None
    for block in blocks:
        if block.name == "pipeline" and block.children is not None:
            if first is not None:
                yield RULE.finding(block.where, SECOND_PIPELINE, line=first.where.position().line)
            first = first or block
        elif block.name in _MAY_END:
            return


_MAY_END = frozenset({"else", "error", "if", "return", "throw", "try"})
"""Statements at the top level after which no other may run."""


def _without_body(pipeline: Jenkinsfile) -> Iterator[Finding]:
    """Yields a finding at each step that needs a `{ … }` and has none, unless the file defines its name."""
    path = PurePath(pipeline.text.source.path)
    if SHARED_CODE & set(path.parts):
        return
    names = _STEPS_WITH_BODY | (frozenset() if may_define_anything(pipeline) else _OTHER_STEPS_WITH_BODY)
    pending = [(block, not _is_declarative(pipeline)) for block in reversed(pipeline.blocks)]
    while pending:
        block, among_steps = pending.pop()
        if among_steps and block.name in names and _is_complete(block) and not _is_defined(pipeline, block.name):
            yield RULE.finding(block.where, NO_BLOCK, name=block.name)
        inside = _inside(block, among_steps=among_steps)
        pending += [(child, inside) for child in reversed(block.children or ())] if inside is not None else []


def _is_declarative(pipeline: Jenkinsfile) -> bool:
    return any(block.name == "pipeline" for block in pipeline.blocks)


def _inside(block: Block, *, among_steps: bool) -> bool | None:
    """Whether the children of a block are steps; None if they are something else."""
    if among_steps:
        return True if block.name in _AROUND_STEPS else None
    if block.name == "steps" or block.name in declarative.post_conditions():
        return True
    return False if block.name in _AROUND_STAGES else None


def _is_complete(step: Block) -> bool:
    """Whether a step has arguments but no closure, and none of them may be one."""
    values = [argument.is_string or _VALUE.fullmatch(argument.value.value) for argument in step.arguments]
    return step.children is None and bool(values) and all(values)


def _is_defined(pipeline: Jenkinsfile, name: str) -> bool:
    """Whether the file has a method or a variable of that name."""
    return re.search(rf"\b{name}\s*=[^=~]|\bdef\s+{name}\s*\(", pipeline.text.value) is not None


def _sections_of_scripted(blocks: Iterable[Block]) -> Iterator[Finding]:
    """Yields a finding for `environment { … }` in a scripted pipeline, if the file defines no method."""
    found = list(all_blocks(tuple(blocks)))
    if any(block.name in {"pipeline", "stages", "method"} for block in found):
        return
    for block in found:
        if block.name == "environment" and block.children is not None and not block.arguments:
            finding = RULE.finding(block.where, ONLY_DECLARATIVE, name=block.name)
            yield replace(finding, severity=Severity.WARNING)


def _sections_in_code(blocks: Iterable[Block], *, in_code: bool) -> Iterator[Finding]:
    """Yields a finding for `steps { … }` and other sections in `node`, `podTemplate` or `script`."""
    for block in blocks:
        if block.name == "method":
            continue
        if in_code and block.name in _ONLY_SECTIONS and block.children is not None and not block.arguments:
            yield RULE.finding(block.where, NO_SECTION, name=block.name)
        elif in_code and block.name == "stage" and block.children is not None and not block.arguments:
            yield RULE.finding(block.where, NO_NAME)
        else:
            inside = in_code or block.name in {"node", "podTemplate", "script"}
            yield from _sections_in_code(block.children or (), in_code=inside and block.name != "pipeline")


def _sections(block: Block, children: Iterable[Block], kind: str) -> Iterator[Finding]:
    """Checks the sections of `pipeline`, `stage` or `matrix`."""
    fact = declarative.block(kind)
    names = Counter(child.name for child in children)
    known = ", ".join(f"`{name}`" for name in sorted(fact.sections))
    seen: set[str] = set()
    for child in children:
        joined = _joined_sections(child, fact.sections)
        if len(joined) > 1:
            names.update(str(word) for word in joined)
            for first, word in pairwise(joined):
                yield RULE.finding(word, SAME_LINE, first=first, name=word)
        elif child.name not in fact.sections:
            yield RULE.finding(child.where, NOT_A_SECTION, name=child.name or "…", block=kind, known=known)
        elif child.name in seen:
            yield RULE.finding(child.where, DUPLICATE, name=child.name, block=kind)
        seen.add(child.name)
    for name in fact.required:
        if name not in names:
            yield RULE.finding(block.where, MISSING, name=name, block=kind)
    if fact.one_of:
        yield from _bodies(block, children, fact.one_of)
    for child in children:
        yield from _section(child) if len(_joined_sections(child, fact.sections)) <= 1 else ()


def _joined_sections(child: Block, names: Collection[str]) -> list[Text]:
    """The names of sections, or conditions of `post`, that one statement contains outside braces and strings."""
    text = child.where
    if child.name == "agent" and child.children is not None and len(child.arguments) == 1:
        text = child.arguments[0].value
    elif child.name:
        return []
    found = [word for word in _outer_words(text) if word.value in names]
    return [child.where, *found] if child.name and found else found


def _outer_words(text: Text) -> Iterator[Text]:
    """The words of a statement that are outside braces, parentheses and strings."""
    depth = 0
    for match in _TOKEN.finditer(text.value):
        start = match[0][0]
        if start in "({[":
            depth += 1
        elif start in ")}]":
            depth -= 1
        elif depth == 0 and start not in "'\"":
            yield text.cut(match.start(), match.end())


def _bodies(block: Block, children: Iterable[Block], one_of: Iterable[str]) -> Iterator[Finding]:
    """Checks that a stage has exactly one of `steps`, `stages`, `parallel` and `matrix`."""
    bodies = [child for child in children if child.name in one_of]
    joined = {str(word) for child in children for word in _joined_sections(child, declarative.block("stage").sections)}
    if not bodies and not joined & set(one_of):
        choice = ", ".join(f"`{name}`" for name in one_of)
        yield RULE.finding(block.where, NO_BODY, block=block.name, choice=choice)
    for child in bodies[1:]:
        if child.name != bodies[0].name:
            yield RULE.finding(child.where, TWO_BODIES, name=child.name, other=bodies[0].name, block=block.name)
    if BRANCHES & {child.name for child in bodies}:
        around = declarative.not_around_branches()
        for child in children:
            if child.name in around:
                yield RULE.finding(child.where, AROUND_BRANCHES, name=child.name)


def _section(section: Block) -> Iterator[Finding]:
    children = section.children
    if children is None:
        if section.name in declarative.sections_with_braces():
            yield RULE.finding(section.where, NO_BLOCK, name=section.name)
        return
    if section.name in declarative.stage_lists():
        yield from _stages(section, children)
    elif section.name == "matrix":
        yield from _sections(section, children, "matrix")
    elif section.name == "steps":
        yield from _steps(section, children)
    elif section.name == "post":
        yield from _post(section, children)
    elif section.name == "agent":
        yield from _agents(section, children)


def _agents(section: Block, children: tuple[Block, ...]) -> Iterator[Finding]:
    misplaced = [child for child in children if child.name in _NOT_IN_AGENTS]
    for child in misplaced:
        yield RULE.finding(child.where, SECTION_IN_AGENT, name=child.name, block="agent")
    if not misplaced and len(children) != 1:
        yield RULE.finding(section.where, AGENT_TYPES, count=len(children))
    elif not misplaced:
        yield from _agent(children[0])


_NOT_IN_AGENTS = frozenset(
    {"agent", "environment", "options", "parameters", "post", "stages", "steps", "tools", "when"}
)
"""Sections that are neither a type of agent nor an option of one."""


def _agent(kind: Block) -> Iterator[Finding]:
    """Reports misspelt agents only, because other plugins can add more, and options that a known agent lacks."""
    is_a_block = kind.name in _WITHOUT_BRACES and kind.children is not None
    if is_a_block or (not kind.name and _WORD_OR_STRING.fullmatch(kind.where.value)):
        yield RULE.finding(kind.where, NOT_AN_AGENT, found=kind.where)
    written = _SETTING.match(kind.where.value) if not kind.name else None
    if written is not None and written["name"] in declarative.agents():
        yield RULE.finding(kind.where, NOT_AN_OPTION, name=written["name"], block="agent")
    found = correct_typo(kind.name, declarative.agents())
    if found is not None:
        yield RULE.finding(kind.where, MISSPELT, name=kind.name, block="agent", meant=found)
    for option in kind.children or ():
        written = _SETTING.match(option.where.value) if option.name in {"", "="} else None
        if written is not None and kind.name in declarative.agents():
            yield RULE.finding(option.where, NOT_AN_OPTION, name=written["name"], block=kind.name)
    yield from _options_of_agent(kind)


def _options_of_agent(kind: Block) -> Iterator[Finding]:
    """Reports options that a known agent lacks; a newer release of the Kubernetes plugin may have more."""
    known = declarative.agent_options("node" if kind.name == "label" else kind.name) or frozenset()
    for option in (kind.children or ()) if known else ():
        if option.name == "yamlFile" and (
            len(option.arguments) > 1 or any(argument.value.value.startswith("[") for argument in option.arguments)
        ):
            yield RULE.finding(option.where, SEVERAL_FILES)
        if not option.name.isidentifier() or option.name in known | NOT_STEPS:
            continue
        similar = lazy.close_matches(option.name, known, 1, cutoff=0.75)
        if option.name in _NOT_IN_AGENTS:
            yield RULE.finding(option.where, SECTION_IN_AGENT, name=option.name, block=kind.name)
        elif similar:
            yield RULE.finding(option.where, MISSPELT, name=option.name, block=kind.name, meant=similar[0])
        else:
            shown = ", ".join(f"`{name}`" for name in sorted(known))
            finding = RULE.finding(option.where, NO_SUCH_OPTION, name=option.name, block=kind.name, known=shown)
            yield replace(finding, severity=Severity.WARNING) if kind.name == "kubernetes" else finding


_WITHOUT_BRACES = frozenset({"any", "none"})
"""Agents that are words: `agent any`."""

_WORD_OR_STRING = lazy.pattern(r"\w+|'[^']*'|\"[^\"]*\"")
"""What is not a call: `any`, `'linux'`."""

_SETTING = lazy.pattern(r"(?P<name>\w+)\s*[:=](?!=)")
"""`idleMinutes: 10` or `idleMinutes = 10`."""


def _stages(section: Block, children: Iterable[Block]) -> Iterator[Finding]:
    if not children:
        yield RULE.finding(section.where, NO_STAGES, name=section.name)
    yield from _duplicate_stages(section, children)
    for child in children:
        joined = _joined_sections(child, {"stage"})
        if len(joined) > 1:
            for first, word in pairwise(joined):
                yield RULE.finding(word, SAME_LINE, first=first, name=word)
        elif child.name != "stage":
            yield RULE.finding(child.where, NOT_A_STAGE, name=child.name or "…", block=section.name)
        elif not child.arguments:
            yield RULE.finding(child.where, NO_NAME)
        elif child.children is None:
            yield RULE.finding(child.where, NO_BLOCK, name="stage")
        else:
            yield from _sections(child, child.children, "stage")


def _duplicate_stages(section: Block, children: Iterable[Block]) -> Iterator[Finding]:
    """Stages of one list with the same name; names that only the run knows are not compared."""
    first: dict[str, Block] = {}
    for child in children:
        name = child.arguments[0] if child.name == "stage" and child.arguments else None
        if name is None or not (name.is_string and name.exact):
            continue
        known = first.setdefault(name.value.value, child)
        if known is not child:
            line = known.where.position().line
            yield RULE.finding(name.value, SAME_STAGE, name=name.value, line=line, block=section.name)


def _nested_branches(section: Block, *, nested: bool) -> Iterator[Finding]:
    """`parallel` and `matrix` sections inside another one."""
    for child in section.children or ():
        if child.name in BRANCHES and child.children is not None:
            if nested:
                yield RULE.finding(child.where, NESTED_BRANCHES, name=child.name)
            else:
                yield from _nested_branches(child, nested=True)
        elif child.name in {"stages", "stage"}:
            yield from _nested_branches(child, nested=nested)


def _steps(section: Block, children: Iterable[Block]) -> Iterator[Finding]:
    if not children:
        yield RULE.finding(section.where, NO_STEPS, name=section.name)
    yield from _no_statements(children)


def _no_statements(steps: Iterable[Block]) -> Iterator[Finding]:
    """Checks that a block only contains steps, which are method calls, at any depth."""
    for step in steps:
        if step.name in NOT_STEPS or "." in step.name:
            yield RULE.finding(step.where, NOT_A_STEP, name=STATEMENT_TEXTS.get(step.name, step.name))
        elif step.name in _NEVER_STEPS:
            yield RULE.finding(step.where, SECTION_IN_STEPS, name=step.name)
        elif not step.name:
            yield from _bare(step)
        elif step.name == "stage":
            yield RULE.finding(step.where, STAGE_IN_STEPS)
        elif step.name == "parallel":
            yield from _parallel_step(step)
        elif step.children is not None and step.name not in OPAQUE_STEPS:
            yield from _no_statements(step.children)


def _bare(step: Block) -> Iterator[Finding]:
    """Yields a finding at a string or at words, where a step belongs."""
    if step.arguments and _STRING.fullmatch(step.where.value):
        yield RULE.finding(step.where, BARE_STRING)
    elif _BARE_WORDS.fullmatch(step.where.value):
        yield RULE.finding(step.where, BARE_WORDS, words=step.where)


def _parallel_step(step: Block) -> Iterator[Finding]:
    if step.children and all(child.name == "stage" for child in step.children) and not step.arguments:
        yield RULE.finding(step.where, PARALLEL_IN_STEPS)


def _post(section: Block, children: Iterable[Block]) -> Iterator[Finding]:
    conditions = declarative.post_conditions()
    known = ", ".join(f"`{name}`" for name in sorted(conditions))
    if not children:
        yield RULE.finding(section.where, NO_CONDITION, name=section.name)
    seen: set[str] = set()
    for child in children:
        if child.name in seen:
            yield RULE.finding(child.where, DUPLICATE, name=child.name, block=section.name)
        seen.add(child.name)
        joined = _joined_sections(child, conditions)
        if len(joined) > 1:
            for first, word in pairwise(joined):
                yield RULE.finding(word, SAME_LINE, first=first, name=word)
        elif child.name not in conditions or child.children is None:
            yield RULE.finding(child.where, NOT_A_CONDITION, name=child.name or "…", known=known)
        else:
            yield from _steps(child, child.children)


STATEMENT_TEXTS = {"=": "x = …", "def": "def x = …"}
"""How a statement that is not a single word is shown."""
