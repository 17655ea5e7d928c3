"""Entries of `options`, `triggers`, `parameters`, `tools`, `input`, `when`, `agent` and `axis` that Jenkins rejects.

Plugins add options, triggers, parameters and conditions. Of unknown names only typos, and names that belong elsewhere,
are reported (`facts/declarative.yml`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import raw_replacement
from kaniko_guide.facts import declarative
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Block

UNKNOWN = Bilingual(zh="`{section}` 里不能有 `{name}`。", en="`{name}` is not allowed in `{section}`.")
MISSPELT = Message("misspelt", UNKNOWN, Bilingual(zh="写成 `{meant}`。", en="Write `{meant}`."))
FOREIGN = Message("foreign", UNKNOWN, Bilingual(zh="可用的有 {known} 等。", en="Use an entry such as {known}."))
FIELD = Message("field", UNKNOWN, Bilingual(zh="只能用 {known}。", en="Use one of {known}."))
NOT_A_CALL = Message(
    "not-a-call",
    Bilingual(
        zh="`{section}` 里的 `{name}` 不是一项完整的设置。", en="`{name}` is not a complete entry of `{section}`."
    ),
    Bilingual(zh="写成 `{fixed}`。", en="Write `{fixed}`."),
)
WITH_BLOCK = Message(
    "with-block",
    Bilingual(
        zh="`{section}` 里的 `{name}` 后面不能有 `{{ … }}`。",
        en="`{name}` cannot have a `{{ … }}` block in `{section}`.",
    ),
    Bilingual(
        zh="去掉 `{{ … }}`；只想对几个步骤生效，就写在 `steps` 里。",
        en="Remove the block; if it is meant for some steps only, write it in `steps`.",
    ),
)
DUPLICATE = Message(
    "duplicate",
    Bilingual(zh="`{section}` 里重复写了 `{name}`。", en="`{name}` is duplicated in `{section}`."),
    Bilingual(zh="只保留一个。", en="Keep only one."),
)
EMPTY = Message(
    "empty",
    Bilingual(zh="`{section}` 是空的。", en="`{section}` is empty."),
    Bilingual(zh="加上内容，或者删掉 `{section}`。", en="Add an entry, or remove `{section}`."),
)
IN_STAGE = Message(
    "in-stage",
    Bilingual(
        zh="`{name}` 作用于整个流水线，`stage` 的 `options` 里不能写。",
        en="`{name}` applies to the whole pipeline and is not allowed in the `options` of a stage.",
    ),
    Bilingual(zh="移到 `pipeline` 的 `options`。", en="Move it to the `options` of `pipeline`."),
)
MISSING = Message(
    "missing",
    Bilingual(zh="`{section}` 里缺少 `{name}`。", en="`{section}` lacks the required `{name}`."),
    Bilingual(zh="加上 `{name} '…'`。", en="Add `{name} '…'`."),
)
ONE_CONDITION = Message(
    "one-condition",
    Bilingual(zh="`{name}` 里面的条件数量不对。", en="`{name}` has the wrong number of conditions."),
    Bilingual(
        zh="`not` 里写一个条件，`allOf` 和 `anyOf` 里至少写一个。",
        en="Write one condition in `not`, and at least one in `allOf` or `anyOf`.",
    ),
)
BARE_AGENT = Message(
    "bare-agent",
    Bilingual(
        zh="`agent` 后面只能直接写 `any` 或 `none`，不能写 `{name}`。",
        en="Only `any` and `none` may directly follow `agent`, not `{name}`.",
    ),
    Bilingual(
        zh="写成 `agent {{ kubernetes {{ … }} }}` 这样的形式，或者 `agent any`。",
        en="Write it as in `agent {{ kubernetes {{ … }} }}`, or write `agent any`.",
    ),
)
TOOL_TYPE = Message(
    "tool-type",
    Bilingual(zh="`tools` 没有类型 `{name}`。", en="`tools` has no type `{name}`."),
    Bilingual(zh="写成 `{meant} '…'`。", en="Write `{meant} '…'`."),
)
SEVERAL_ARGUMENTS = Message(
    "several-arguments",
    Bilingual(
        zh="`{name}` 后面多了逗号，下一行成了它的参数。", en="A comma makes the next entry an argument of `{name}`."
    ),
    Bilingual(zh="`tools` 的每一项单独一行，不写逗号。", en="Write each tool on a line of its own, without a comma."),
)

RULE = Rule(
    name="invalid-directive",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="声明式流水线的设置写错", en="Invalid entry in a declarative section"),
    why=Bilingual(
        zh=(
            "`options`、`triggers`、`parameters`、`tools`、`input`、`when` 里的每一项，Jenkins 都在构建开始前检查。有一"
            "项不认识或不完整，就报 `Invalid option type`、`Expected a when condition` 之类的错误，构建不会开始。"
        ),
        en=(
            "Jenkins validates each entry of `options`, `triggers`, `parameters`, `tools`, `input` and `when` before "
            "the build. If one is unknown or incomplete, the build does not start, and fails for example with `Invalid "
            "option type` or `Expected a when condition`."
        ),
    ),
    messages=(
        MISSPELT,
        FOREIGN,
        FIELD,
        NOT_A_CALL,
        WITH_BLOCK,
        DUPLICATE,
        EMPTY,
        IN_STAGE,
        MISSING,
        ONE_CONDITION,
        BARE_AGENT,
        TOOL_TYPE,
        SEVERAL_ARGUMENTS,
    ),
    source=(
        "jenkinsci/pipeline-model-definition-plugin at 42c9dc3 (2025-11-10), ModelParser.groovy and "
        "ModelValidatorImpl.groovy"
    ),
)

_GROUPS = frozenset({"pipeline", "stages", "stage", "parallel", "matrix", "axes", "excludes", "exclude"})
"""Blocks that contain sections, or blocks with sections."""

_WITHOUT_BLOCK = frozenset({"options", "parameters", "triggers"})
_OF_CALLS = frozenset({"options", "triggers"})
"""Sections whose entries may be calls without arguments."""

_MAY_BE_REPEATED = frozenset({"parameters", "when"})
_WITH_CONDITIONS = frozenset({"allOf", "anyOf", "not"})
_KNOWN_AGENTS = frozenset({"any", "none"})
_SIMILAR = 0.8


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the name of the entry, or of the section that lacks one."""
    for pipeline in project.jenkinsfiles:
        in_methods = [child for block in pipeline.blocks if block.name == "method" for child in block.children or ()]
        for block in (*pipeline.blocks, *in_methods):
            if block.name == "pipeline" and block.children is not None:
                yield from _sections(block)


def _sections(parent: Block) -> Iterator[Finding]:
    for section in parent.children or ():
        if section.name in _GROUPS:
            yield from _sections(section)
        elif section.name == "agent" and (section.children is None or section.arguments):
            yield from _bare_agent(section)
        elif section.children is not None and section.name in _CHECKS:
            yield from _CHECKS[section.name](section)
            if section.name == "options" and parent.name == "stage":
                for entry in section.children:
                    if entry.name in declarative.not_in_stage():
                        yield RULE.finding(entry.where, IN_STAGE, name=entry.name)
        if section.name == "axis":
            yield from _axis(section, parent.name)


_AGENT_WITH_BLOCK = lazy.pattern(r"(\w+)\s*\{")
"""`kubernetes { … }` directly after `agent`."""


def _bare_agent(section: Block) -> Iterator[Finding]:
    names = [argument.value for argument in section.arguments if argument.name is None]
    is_text = [argument.is_string for argument in section.arguments] == [True]
    is_word = len(names) == 1 and (names[0].value.isidentifier() or is_text)
    if is_word and names[0].value not in _KNOWN_AGENTS:
        yield RULE.finding(names[0], BARE_AGENT, name=names[0])
    elif len(names) == 1 and (block := _AGENT_WITH_BLOCK.match(names[0].value)) and block[1] not in _KNOWN_AGENTS:
        yield RULE.finding(names[0].cut(*block.span(1)), BARE_AGENT, name=block[1])


def _directive(section: Block) -> Iterator[Finding]:
    """Checks `options`, `triggers`, `parameters` or `when`."""
    if not section.children:
        yield RULE.finding(section.where, EMPTY, section=section.name)
    seen: set[str] = set()
    for entry in section.children or ():
        if not entry.name or entry.name == "=":
            yield from _not_a_call(section, entry)
            continue
        yield from _name(section, entry)
        if section.name in _WITHOUT_BLOCK and entry.children is not None:
            yield RULE.finding(entry.where, WITH_BLOCK, section=section.name, name=entry.name)
        if section.name not in _MAY_BE_REPEATED and entry.name in seen:
            yield RULE.finding(entry.where, DUPLICATE, section=section.name, name=entry.name)
        seen.add(entry.name)


def _not_a_call(section: Block, entry: Block) -> Iterator[Finding]:
    written = entry.where.value
    if not written.isidentifier() and section.name != "when":
        return
    if written.isidentifier():
        fixed = f"{written}()"
    elif "\n" in written:
        return
    else:
        fixed = f"expression {{ {written} }}"
    names = declarative.directives()[section.name].names
    is_call = section.name in _OF_CALLS and written in names
    fix = raw_replacement(entry.where, written, fixed) if is_call else None
    yield RULE.finding(entry.where, NOT_A_CALL, fix=fix, section=section.name, name=written, fixed=fixed)


def _name(section: Block, entry: Block) -> Iterator[Finding]:
    known = declarative.directives()[section.name]
    if entry.name in known.names:
        return
    by_case = {name.lower(): name for name in known.names}
    similar = by_case.get(entry.name.lower()) or next(
        iter(lazy.close_matches(entry.name, known.names, 1, cutoff=_SIMILAR)), None
    )
    if entry.name in known.foreign:
        shown = ", ".join(f"`{name}`" for name in sorted(known.names))
        yield RULE.finding(entry.where, FOREIGN, section=section.name, name=entry.name, known=shown)
    elif similar is not None and entry.name != f"{similar}s" and "Param" not in entry.name:
        is_same = entry.name.lower() == similar.lower()
        fix = raw_replacement(entry.where, entry.name, similar) if is_same else None
        yield RULE.finding(entry.where, MISSPELT, fix=fix, section=section.name, name=entry.name, meant=similar)


def _when(section: Block) -> Iterator[Finding]:
    yield from _directive(section)
    for entry in section.children or ():
        yield from _conditions(section, entry)


def _conditions(section: Block, entry: Block) -> Iterator[Finding]:
    """Checks what a condition of `when` contains, at any depth."""
    if entry.name not in _WITH_CONDITIONS or entry.children is None:
        return
    count = len(entry.children)
    if count == 0 or (entry.name == "not" and count > 1):
        yield RULE.finding(entry.where, ONE_CONDITION, name=entry.name)
    for inner in entry.children:
        if inner.name not in {"", "="}:
            yield from _name(section, inner)
        yield from _conditions(section, inner)


def _tools(section: Block) -> Iterator[Finding]:
    if not section.children:
        yield RULE.finding(section.where, EMPTY, section="tools")
    types = declarative.tool_types()
    for entry in section.children or ():
        written = entry.where.value
        if entry.name in types:
            yield RULE.finding(entry.where, TOOL_TYPE, name=entry.name, meant=types[entry.name])
        if len(entry.arguments) > 1 and entry.name.isidentifier():
            yield RULE.finding(entry.where, SEVERAL_ARGUMENTS, name=entry.name)
        if (not entry.name and written.isidentifier()) or (entry.name and not entry.arguments and entry.name != "="):
            name = entry.name or written
            yield RULE.finding(entry.where, NOT_A_CALL, section="tools", name=name, fixed=f"{name} '…'")


def _input(section: Block) -> Iterator[Finding]:
    seen: set[str] = set()
    known = declarative.input_fields()
    for entry in section.children or ():
        if entry.name and entry.name not in known:
            shown = ", ".join(f"`{name}`" for name in sorted(known))
            yield RULE.finding(entry.where, FIELD, section="input", name=entry.name, known=shown)
        elif entry.name in seen:
            yield RULE.finding(entry.where, DUPLICATE, section="input", name=entry.name)
        if entry.name == "parameters" and entry.children is not None:
            yield from _directive(entry)
        seen.add(entry.name)
    if "message" not in seen:
        yield RULE.finding(section.where, MISSING, section="input", name="message")


def _libraries(section: Block) -> Iterator[Finding]:
    if not section.children:
        yield RULE.finding(section.where, EMPTY, section="libraries")
    for entry in section.children or ():
        if entry.name and entry.name != "lib":
            yield RULE.finding(entry.where, FIELD, section="libraries", name=entry.name, known="`lib`")


def _axis(section: Block, parent: str) -> Iterator[Finding]:
    names = {entry.name for entry in section.children or ()}
    if section.children is None:
        return
    if "name" not in names:
        yield RULE.finding(section.where, MISSING, section="axis", name="name")
    if not names & {"values", *(["notValues"] if parent == "exclude" else [])}:
        yield RULE.finding(section.where, MISSING, section="axis", name="values")
    known = declarative.axis_fields() - ({"notValues"} if parent == "axes" else set())
    for entry in section.children:
        if entry.name and entry.name not in known:
            shown = ", ".join(f"`{name}`" for name in sorted(known))
            yield RULE.finding(entry.where, FIELD, section="axis", name=entry.name, known=shown)


_CHECKS: dict[str, Callable[[Block], Iterator[Finding]]] = {
    "input": _input,
    "libraries": _libraries,
    "options": _directive,
    "parameters": _directive,
    "tools": _tools,
    "triggers": _directive,
    "when": _when,
}
