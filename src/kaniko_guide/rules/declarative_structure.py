"""Declarative pipelines with unknown, missing or misplaced sections.

The valid structure is the one of the pipeline-model-definition plugin (`facts/declarative.yml`). Steps of plugins and
shared libraries are not checked, nor is the content of `script { … }`, `when`, `options` and similar sections.
"""

from __future__ import annotations

from collections import Counter
from difflib import get_close_matches
from typing import TYPE_CHECKING

from kaniko_guide.analysis.edit_distance import correct_typo
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import declarative
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Block

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
        NO_NAME,
        NO_BLOCK,
        NOT_AT_TOP,
        AROUND_BRANCHES,
        STAGE_IN_STEPS,
        NO_STEPS,
        NOT_A_STEP,
        NO_CONDITION,
        NOT_A_CONDITION,
    ),
    source="jenkinsci/pipeline-model-definition-plugin, ast-schema.json and ModelParser",
)

NOT_STEPS = frozenset({"def", "=", "if", "for", "while", "switch", "try", "return", "throw", "assert", "do"})
"""Statements that are not method calls, and so not steps."""

OPAQUE_STEPS = frozenset({"script", "parallel"})
"""Steps that contain any Groovy code, or a map of branches."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each misplaced word, or at the block that lacks something."""
    for pipeline in project.jenkinsfiles:
        declared = [block for block in pipeline.blocks if block.name == "pipeline" and block.children is not None]
        for block in declared:
            yield from _sections(block, block.children or (), "pipeline")
        if not declared:
            yield from _nested_pipelines(pipeline.blocks)


def _nested_pipelines(blocks: Iterable[Block]) -> Iterator[Finding]:
    """Yields a finding for `node { pipeline { … } }`; a method of a shared library may contain a pipeline."""
    for block in blocks:
        if block.name == "method":
            continue
        for child in block.children or ():
            if child.name == "pipeline" and child.children is not None:
                yield RULE.finding(child.where, NOT_AT_TOP, name=block.name)
        yield from _nested_pipelines(block.children or ())


def _sections(block: Block, children: Iterable[Block], kind: str) -> Iterator[Finding]:
    """Checks the sections of `pipeline`, `stage` or `matrix`."""
    fact = declarative.block(kind)
    names = Counter(child.name for child in children)
    known = ", ".join(f"`{name}`" for name in sorted(fact.sections))
    seen: set[str] = set()
    for child in children:
        if child.name not in fact.sections:
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
        yield from _section(child)


def _bodies(block: Block, children: Iterable[Block], one_of: Iterable[str]) -> Iterator[Finding]:
    """Checks that a stage has exactly one of `steps`, `stages`, `parallel` and `matrix`."""
    bodies = [child for child in children if child.name in one_of]
    if not bodies:
        choice = ", ".join(f"`{name}`" for name in one_of)
        yield RULE.finding(block.where, NO_BODY, block=block.name, choice=choice)
    for child in bodies[1:]:
        if child.name != bodies[0].name:
            yield RULE.finding(child.where, TWO_BODIES, name=child.name, other=bodies[0].name, block=block.name)
    if {"parallel", "matrix"} & {child.name for child in bodies}:
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
    elif section.name == "agent" and len(children) != 1:
        yield RULE.finding(section.where, AGENT_TYPES, count=len(children))
    elif section.name == "agent":
        yield from _agent(children[0])


def _agent(kind: Block) -> Iterator[Finding]:
    """Reports misspelt agents and options only, because other plugins can add more."""
    found = correct_typo(kind.name, declarative.agents())
    if found is not None:
        yield RULE.finding(kind.where, MISSPELT, name=kind.name, block="agent", meant=found)
    for option in (kind.children or ()) if kind.name == "kubernetes" else ():
        similar = get_close_matches(option.name, declarative.kubernetes_options(), 1, cutoff=0.75)
        if similar and option.name not in declarative.kubernetes_options():
            yield RULE.finding(option.where, MISSPELT, name=option.name, block="kubernetes", meant=similar[0])


def _stages(section: Block, children: Iterable[Block]) -> Iterator[Finding]:
    if not children:
        yield RULE.finding(section.where, NO_STAGES, name=section.name)
    for child in children:
        if child.name != "stage":
            yield RULE.finding(child.where, NOT_A_STAGE, name=child.name or "…", block=section.name)
        elif not child.arguments:
            yield RULE.finding(child.where, NO_NAME)
        elif child.children is None:
            yield RULE.finding(child.where, NO_BLOCK, name="stage")
        else:
            yield from _sections(child, child.children, "stage")


def _steps(section: Block, children: Iterable[Block]) -> Iterator[Finding]:
    if not children:
        yield RULE.finding(section.where, NO_STEPS, name=section.name)
    yield from _no_statements(children)


def _no_statements(steps: Iterable[Block]) -> Iterator[Finding]:
    """Checks that a block only contains steps, which are method calls, at any depth."""
    for step in steps:
        if step.name in NOT_STEPS or "." in step.name:
            yield RULE.finding(step.where, NOT_A_STEP, name=STATEMENT_TEXTS.get(step.name, step.name))
        elif step.name == "stage":
            yield RULE.finding(step.where, STAGE_IN_STEPS)
        elif step.children is not None and step.name not in OPAQUE_STEPS:
            yield from _no_statements(step.children)


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
        if child.name not in conditions or child.children is None:
            yield RULE.finding(child.where, NOT_A_CONDITION, name=child.name or "…", known=known)
        else:
            yield from _steps(child, child.children)


STATEMENT_TEXTS = {"=": "x = …", "def": "def x = …"}
"""How a statement that is not a single word is shown."""
