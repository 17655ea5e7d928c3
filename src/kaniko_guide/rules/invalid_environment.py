"""`environment` sections of declarative pipelines whose entries Jenkins rejects before the build.

A value is a string, a number, a call of a function, or strings that `+` joins. Other forms are not
judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis.declarative_sections import sections_named
from kaniko_guide.analysis.edit_distance import correct_typo
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources.groovy import tree
from kaniko_guide.sources.groovy.tokens import String
from kaniko_guide.sources.groovy.tree import Call, Closure, ListOrMap, Literal, Name, OperatorChain, Property

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.groovy.tree import Node, Statement
    from kaniko_guide.text import Text

UNQUOTED = Message(
    "unquoted",
    Bilingual(
        zh="`{name}` 的值 `{value}` 没有引号，Jenkins 不接受。", en="The value `{value}` of `{name}` is not quoted."
    ),
    Bilingual(
        zh="固定的文字写成 `{name} = '…'`；要取变量的值，写成 `{name} = \"${{…}}\"`。",
        en="Write a fixed text as `{name} = '…'`, and the value of a variable as `{name} = \"${{…}}\"`.",
    ),
)
EXPRESSION = Message(
    "expression",
    Bilingual(
        zh="`{name}` 的值 `{value}` 是 Groovy 表达式，这里不能用。",
        en="The value `{value}` of `{name}` is a Groovy expression, which is not allowed here.",
    ),
    Bilingual(
        zh='把表达式放进双引号字符串：`{name} = "${{…}}"`。',
        en='Put the expression into a double-quoted string: `{name} = "${{…}}"`.',
    ),
)
NOT_AN_ENTRY = Message(
    "not-an-entry",
    Bilingual(zh="`environment` 里不能写 `{found}`。", en="`{found}` is not allowed in `environment`."),
    Bilingual(
        zh="每一项写成 `NAME = '值'`，名称只含字母、数字和下划线；其他代码移到 `script {{ … }}` 里。",
        en=(
            "Write each entry as `NAME = 'value'`, with a name of letters, digits and underscores; move other "
            "code to `script {{ … }}`."
        ),
    ),
)
DUPLICATE = Message(
    "duplicate",
    Bilingual(
        zh="`{name}` 在同一个 `environment` 里定义了两次。", en="`{name}` is defined twice in the same `environment`."
    ),
    Bilingual(zh="删掉其中一个。", en="Remove one of the two."),
)
EMPTY = Message(
    "empty",
    Bilingual(zh="`environment` 是空的。", en="`environment` is empty."),
    Bilingual(zh="加上 `NAME = '值'`，或者删掉这一段。", en="Add `NAME = 'value'`, or remove the section."),
)
QUOTED_CALL = Message(
    "quoted-call",
    Bilingual(
        zh="`{name}` 的值是字符串 `{value}`，不会调用 `credentials`。",
        en="The value of `{name}` is the string `{value}`; `credentials` is not called.",
    ),
    Bilingual(zh="去掉外面的引号。", en="Remove the outer quotes."),
)
NOT_REPLACED = Message(
    "not-replaced",
    Bilingual(
        zh="`{value}` 在单引号里，不会替换，`{name}` 的值就是这几个字符。",
        en="`{value}` is in single quotes and is not replaced: `{name}` contains these characters.",
    ),
    Bilingual(zh="改成双引号。", en="Use double quotes."),
)
MISSPELT = Message(
    "misspelt",
    Bilingual(zh="没有名为 `{value}` 的函数。", en="There is no function `{value}`."),
    Bilingual(zh="写成 `credentials`。", en="Write `credentials`."),
)

RULE = Rule(
    name="invalid-environment",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="`environment` 写错", en="Invalid `environment` section"),
    why=Bilingual(
        zh=(
            "声明式流水线的 `environment` 里只能写 `NAME = 值`，值是带引号的字符串、数字、函数调用（例如 "
            "`credentials('id')`），或者用 `+` 连接的字符串。其他写法在构建开始前就报 `Environment variable "
            "values must either be single quoted, double quoted, or function calls` 之类的错误。"
        ),
        en=(
            "The `environment` of a declarative pipeline only accepts `NAME = value`, where the value is a quoted "
            "string, a number, a function call such as `credentials('id')`, or strings joined by `+`. Anything "
            "else fails before the build starts, for example with `Environment variable values must either be "
            "single quoted, double quoted, or function calls`."
        ),
    ),
    messages=(UNQUOTED, EXPRESSION, NOT_AN_ENTRY, DUPLICATE, EMPTY, QUOTED_CALL, NOT_REPLACED, MISSPELT),
    source="jenkinsci/pipeline-model-definition-plugin at 42c9dc3, ModelParser.groovy, parseEnvironment",
)

_FUNCTION = frozenset({"credentials"})
_NAME = lazy.pattern(r"[A-Za-z_][A-Za-z0-9_]*")
_STATEMENTS = frozenset({"if", "for", "while", "switch", "try", "return", "throw", "assert"})
_SHOWN = 60
"""The number of characters of a value that a message shows."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the value, at the whole of another statement, or at the name of an empty section."""
    for pipeline in project.jenkinsfiles:
        text = pipeline.code.text
        for section, block in sections_named(pipeline, "environment"):
            if not block.body:
                yield RULE.finding(text.cut(section.name_start, section.name_start + len(section.name)), EMPTY)
            names: set[str] = set()
            for statement in block.body:
                yield from _entry(text, statement, names)
                if statement.name is not None:
                    names.add(statement.name)


def _entry(text: Text, statement: Statement, names: set[str]) -> Iterator[Finding]:
    whole = text.cut(statement.start, statement.end)
    if (
        statement.keyword in _STATEMENTS
        or (not statement.keyword and statement.values and isinstance(statement.values[0], Call | Name | Literal))
        or _is_no_assignment(statement)
        or (statement.keyword in {"=", "def"} and _is_invalid_name(whole.value))
    ):
        yield RULE.finding(whole, NOT_AN_ENTRY, found=_shown(whole))
    elif statement.keyword == "=" and statement.name is not None and len(statement.values) == 1:
        if statement.name in names:
            yield RULE.finding(whole, DUPLICATE, name=statement.name)
        value = statement.values[0]
        message = _problem(value)
        if message is not None:
            where = text.cut(value.start, value.end)
            yield RULE.finding(where, message, name=statement.name, value=_shown(where))
        yield from _string(text, value, statement.name)
        if isinstance(value, Call) and value.receiver is None and correct_typo(value.name, _FUNCTION):
            where = text.cut(value.name_start, value.name_start + len(value.name))
            yield RULE.finding(where, MISSPELT, value=value.name)


def _is_no_assignment(statement: Statement) -> bool:
    """Whether a statement is written as in YAML (`A: 'b'`), or compares (`A == 'b'`)."""
    value = statement.values[0] if not statement.keyword and len(statement.values) == 1 else None
    is_entry = isinstance(value, OperatorChain) and len(value.parts) > 1 and isinstance(value.parts[0], Name)
    return is_entry and isinstance(value, OperatorChain) and value.parts[1] in {":", "=="}


def _string(text: Text, value: Node, name: str) -> Iterator[Finding]:
    """Yields a finding at a call in quotes, and at a property of `env` or `params` in single quotes."""
    content = tree.string_content(value)
    if content is None or not isinstance(value, Literal) or not isinstance(value.item, String):
        return
    where = text.cut(value.start, value.end)
    if _CREDENTIALS.fullmatch(content):
        yield RULE.finding(where, QUOTED_CALL, name=name, value=content)
    elif value.item.quote.startswith("'") and (found := _PROPERTY.search(content)):
        finding = RULE.finding(where, NOT_REPLACED, name=name, value=found[0])
        yield replace(finding, severity=Severity.WARNING)


_CREDENTIALS = lazy.pattern(r"credentials\([^)]*\)")
_PROPERTY = lazy.pattern(r"\$\{(?:env|params)\.\w+\}")


def _is_invalid_name(entry: str) -> bool:
    """Whether the text in front of `=` is neither the name of a variable nor a declaration, such as `def A`."""
    name, equals, _ = entry.partition("=")
    return bool(equals) and _NAME.fullmatch(name.strip()) is None and len(name.split()) == 1


def _problem(value: Node) -> Message | None:
    if isinstance(value, Name | Property) or (isinstance(value, Call) and value.name == "$"):
        return UNQUOTED
    if isinstance(value, ListOrMap | Closure):
        return EXPRESSION
    return _problem_of_operators(value.parts) if isinstance(value, OperatorChain) else None


def _problem_of_operators(parts: tuple[Node | str, ...]) -> Message | None:
    """The problem of operands and operators; None if the first is an operator, as in `-1` and `new A()`."""
    operators = {part for part in parts if isinstance(part, str)}
    operands = [part for part in parts if not isinstance(part, str)]
    if not operators or isinstance(parts[0], str):
        return None
    if operators == {"+"}:
        joined = any(isinstance(part, Name | Property | Call | ListOrMap) for part in operands)
        return EXPRESSION if joined else None
    if operators <= {"-", "/"} and all(isinstance(part, Name | Property | Literal) for part in operands):
        return UNQUOTED
    return EXPRESSION


def _shown(where: Text) -> str:
    """The first line of a text, cut to a readable length."""
    line = where.value.splitlines()[0] if where.value else ""
    return line if len(line) <= _SHOWN and line == where.value else f"{line[:_SHOWN].rstrip()}…"
