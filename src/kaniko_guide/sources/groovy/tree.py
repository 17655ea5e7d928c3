"""Reads the statements and expressions of Groovy, as far as a Jenkinsfile needs them.

It knows calls (`a(b)`, `a b`, `a { … }`), closures, lists and maps, assignments and the words that steer a program.
Operators are kept in a row, without precedence. What it does not know it keeps as written: whether a file is legal
Groovy is for Groovy to say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from kaniko_guide.sources.groovy.tokens import Code, Group, Item, Kind, String, Token

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

CONTROL_HEADS = frozenset({"if", "while", "for", "switch", "catch", "synchronized"})
"""Words that take something in parentheses before their body."""

CONTROL_WORDS = frozenset({"else", "try", "finally", "do"})
"""Words that are followed by their body."""

VALUE_WORDS = frozenset({"return", "throw", "assert"})

TYPE_WORDS = frozenset({"def", "final", "static", "public", "private", "protected", "void", "abstract"})
PRIMITIVES = frozenset({"boolean", "byte", "char", "double", "float", "int", "long", "short"})
CLASS_WORDS = frozenset({"class", "interface", "enum", "trait"})
WORD_OPERATORS = frozenset({"in", "instanceof", "as"})

ASSIGNMENTS = frozenset({"=", "+=", "-=", "*=", "/=", "%=", "**=", "<<=", ">>=", ">>>=", "&=", "|=", "^="})
ACCESS = frozenset({".", "?.", "*.", ".&", ".@", "*.@", "?.@"})
PREFIXES = frozenset({"!", "-", "+", "~", "++", "--"})


@dataclass(frozen=True, slots=True)
class Name:
    """A bare name."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Literal:
    """A string, or a number or word (`true`, `null`) that stands for itself."""

    item: String | Token
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Property:
    """`receiver.name`."""

    receiver: Node
    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Part:
    """An argument, a list's element or a map's entry; `name` is None when it has none, or one that can't be told."""

    name: str | None
    value: Node


@dataclass(frozen=True, slots=True)
class Call:
    """A method call; closures behind the parentheses are its last arguments. `name` stands from `word` on."""

    name: str
    word: int
    receiver: Node | None
    arguments: tuple[Part, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Closure:
    """A closure."""

    parameters: tuple[str, ...]
    body: tuple[Statement, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Listing:
    """A list or a map in brackets."""

    parts: tuple[Part, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Row:
    """Operands and operators in the order in which they stand; also anything that is not understood."""

    parts: tuple[Node | str, ...]
    start: int
    end: int


Node: TypeAlias = Name | Literal | Property | Call | Closure | Listing | Row


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement.

    Attributes:
        keyword: empty for an expression; `=` for an assignment, `def` for a declaration, `method` for a method, `{`
            for a block on its own, else the word it begins with (`if`, `return`, `import`, `class` …).
        name: what is assigned, declared or defined; of `env.X = …` it is `X`.
        receiver: of `env.X = …` it is `env`.
        values: its expressions.
        body: the statements inside; None when it has none.
        start, end: offsets in the code.
    """

    keyword: str
    name: str | None
    receiver: str | None
    values: tuple[Node, ...]
    body: tuple[Statement, ...] | None
    start: int
    end: int
    parameters: tuple[str, ...] = ()


def statements(code: Code) -> tuple[Statement, ...]:
    """All statements of a file."""
    return _body(code.root.items)


def interpolation(group: Group) -> Node | None:
    """The expression of a `${…}` or `$name`; None when it is not a single one."""
    rows = list(_statements(group.items))
    if len(rows) != 1 or _arrow(rows[0]) is not None:
        return None
    return _expression(rows[0], command=True)


def nodes(node: Node) -> Iterator[Node]:
    """The expressions directly inside an expression, those in its strings included; not what closures do."""
    if isinstance(node, Property):
        yield node.receiver
    elif isinstance(node, Call):
        if node.receiver is not None:
            yield node.receiver
        yield from (part.value for part in node.arguments)
    elif isinstance(node, Listing):
        yield from (part.value for part in node.parts)
    elif isinstance(node, Row):
        yield from (part for part in node.parts if not isinstance(part, str))
    elif isinstance(node, Literal) and isinstance(node.item, String):
        for piece in node.item.parts:
            if isinstance(piece, Group):
                yield from (_expression(row, command=True) for row in _statements(piece.items))


def closures(expressions: Iterable[Node]) -> Iterator[Closure]:
    """The outermost closures in expressions, in order."""
    pending = list(reversed(list(expressions)))
    while pending:
        node = pending.pop()
        if isinstance(node, Closure):
            yield node
        else:
            pending.extend(reversed(list(nodes(node))))


# --- splitting -------------------------------------------------------------------------------------------------------


def _is(item: Item | None, kind: Kind, *values: str) -> bool:
    return isinstance(item, Token) and item.kind is kind and (not values or item.value in values)


def _word(item: Item | None, words: frozenset[str]) -> bool:
    return isinstance(item, Token) and item.kind is Kind.NAME and item.value in words


def _group(item: Item | None, opener: str) -> bool:
    return isinstance(item, Group) and item.opener == opener


def _at(items: Sequence[Item], index: int) -> Item | None:
    return items[index] if 0 <= index < len(items) else None


def _statements(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Split what stands in braces into statements, at `;` and at line ends that end one."""
    current: list[Item] = []
    command = False
    for index, item in enumerate(items):
        if _is(item, Kind.NEWLINE) or _is(item, Kind.OPERATOR, ";"):
            if current and (_is(item, Kind.OPERATOR) or not _goes_on(current, items, index, command=command)):
                yield current
                current = []
                command = False
        else:
            command = command or (bool(current) and _is_argument(current[-1], item))
            current.append(item)
    if current:
        yield current


def _goes_on(current: list[Item], items: Sequence[Item], index: int, *, command: bool) -> bool:
    """Whether the statement, perhaps a command, goes on behind the line end at `index`."""
    last = current[-1]
    if _word(current[0], frozenset({"import", "package"})):
        return False
    if _is(last, Kind.OPERATOR) and not _is(last, Kind.OPERATOR, "++", "--", "->"):
        return True
    if _word(last, CONTROL_WORDS) or (_group(last, "(") and _word(_at(current, -2), CONTROL_HEADS)):
        return True
    following = index
    while _is(_at(items, following), Kind.NEWLINE):
        following += 1
    upcoming = _at(items, following)
    if _is(upcoming, Kind.OPERATOR, *ACCESS, "?", ":", "?:"):
        return True
    if _word(upcoming, frozenset({"else", "catch", "finally"})):
        return True
    return _group(upcoming, "{") and _takes_closure(current, command=command)


def _takes_closure(current: list[Item], *, command: bool) -> bool:
    """Whether a brace on the next line belongs to the statement: it does unless that steers or is a command."""
    if _word(current[0], CLASS_WORDS) or _method_head(current) is not None:
        return True
    if _word(current[0], CONTROL_HEADS | CONTROL_WORDS | VALUE_WORDS) or _is(current[-1], Kind.OPERATOR):
        return False
    return not command


def _is_argument(before: Item, after: Item) -> bool:
    """Whether an argument without parentheses stands behind an operand."""
    return not _is(before, Kind.OPERATOR) and not _word(before, WORD_OPERATORS) and _starts_argument(after)


def _split(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Split what stands in parentheses or brackets at its commas; line ends mean nothing there."""
    current: list[Item] = []
    for item in items:
        if _is(item, Kind.OPERATOR, ",", ";"):
            if current:
                yield current
            current = []
        elif not _is(item, Kind.NEWLINE):
            current.append(item)
    if current:
        yield current


def _arrow(items: Sequence[Item]) -> int | None:
    return next((index for index, item in enumerate(items) if _is(item, Kind.OPERATOR, "->")), None)


# --- statements ------------------------------------------------------------------------------------------------------


def _body(items: Sequence[Item]) -> tuple[Statement, ...]:
    return tuple(_statement(row) for row in _statements(items))


def _statement(items: list[Item]) -> Statement:  # noqa: PLR0911
    first = items[0]
    start, end = first.start, items[-1].end
    if isinstance(first, Group) and first.opener == "{" and _arrow(first.items) is None:
        return Statement("{", None, None, (), _body(first.items), start, end)
    if _is(first, Kind.OPERATOR, "@"):
        after = _after_annotation(items)
        if after < len(items):
            return _statement(items[after:])
        return Statement("@", None, None, (), None, start, end)
    if isinstance(first, Token) and first.kind is Kind.NAME:
        word = first.value
        if word in {"import", "package", "break", "continue"}:
            return Statement(word, None, None, (), None, start, end)
        if word in VALUE_WORDS:
            values = (_expression(items[1:], command=True),) if len(items) > 1 else ()
            return Statement(word, None, None, values, None, start, end)
        if word in CONTROL_HEADS | CONTROL_WORDS | {"case", "default"} and _steers(items):
            return _control(items)
        if any(_word(item, CLASS_WORDS) for item in items[:4]) and _group(items[-1], "{"):
            return Statement("class", None, None, (), _braced(items[-1]), start, end)
        method = _method_head(items)
        if method is not None and _group(_at(items, method + 2), "{"):
            return _method(items, method)
    return _assignment(items)


def _steers(items: list[Item]) -> bool:
    """Whether the statement's first word is used as the word that steers, not as somebody's method."""
    word, following = items[0], _at(items, 1)
    if _word(word, CONTROL_HEADS):
        return _group(following, "(")
    if _word(word, frozenset({"try", "finally", "do"})):
        return _group(following, "{")
    return True


def _after_annotation(items: list[Item]) -> int:
    index = 0
    while _is(_at(items, index), Kind.OPERATOR, "@"):
        index += 2
        while _is(_at(items, index), Kind.OPERATOR, "."):
            index += 2
        if _group(_at(items, index), "("):
            index += 1
    return index


def _control(items: list[Item]) -> Statement:
    """`if (…) … else …` and its like: all heads as values, all bodies as one."""
    values: list[Node] = []
    body: list[Statement] = []
    names: list[str] = []
    index = 0
    while index < len(items):
        item, following = items[index], _at(items, index + 1)
        if _word(item, CONTROL_HEADS) and isinstance(following, Group) and following.opener == "(":
            values.extend(_head(following, names))
            index += 2
        elif _word(item, CONTROL_WORDS):
            index += 1
        elif _word(item, frozenset({"case", "default"})):
            colon = next((at for at in range(index, len(items)) if _is(items[at], Kind.OPERATOR, ":")), len(items))
            if colon > index + 1:
                values.append(_expression(items[index + 1 : colon]))
            index = colon + 1
        elif isinstance(item, Group) and item.opener == "{":
            body.extend(_body(item.items))
            index += 1
        else:
            tail = next((at for at in range(index, len(items)) if _word(items[at], frozenset({"else"}))), len(items))
            body.append(_plain(items[index:tail]))
            index = tail
    keyword = items[0].value if isinstance(items[0], Token) else ""
    return Statement(
        keyword, None, None, tuple(values), tuple(body), items[0].start, items[-1].end, tuple(dict.fromkeys(names))
    )


def _plain(items: list[Item]) -> Statement:
    """A statement that is a body without braces."""
    if _word(items[0], VALUE_WORDS):
        values = (_expression(items[1:], command=True),) if len(items) > 1 else ()
        keyword = items[0].value if isinstance(items[0], Token) else ""
        return Statement(keyword, None, None, values, None, items[0].start, items[-1].end)
    return _assignment(items)


def _head(group: Group, names: list[str]) -> Iterator[Node]:
    """The expressions in a head's parentheses; names that a `for` or `catch` binds go into `names`."""
    for row in _split(group.items):
        words = [item.value for item in row if isinstance(item, Token) and item.kind is Kind.NAME]
        binding = next((at for at, item in enumerate(row) if _word(item, frozenset({"in"})) or _colon(item)), None)
        if binding:
            names.extend(words[:2])
            yield _expression(row[binding + 1 :]) if binding + 1 < len(row) else _expression(row)
        else:
            if len(row) == len(words) and words:
                names.append(words[-1])
            yield _expression(row)


def _colon(item: Item) -> bool:
    return _is(item, Kind.OPERATOR, ":")


def _braced(item: Item) -> tuple[Statement, ...]:
    return _body(item.items) if isinstance(item, Group) else ()


def _method_head(items: Sequence[Item]) -> int | None:
    """Where the method's name stands in `def name(…)`, `static String name(…)`; None when it defines none."""
    index = 0
    typed = False
    while _word(_at(items, index), TYPE_WORDS | PRIMITIVES):
        index += 1
        typed = True
    item = _at(items, index)
    if isinstance(item, Token) and item.kind is Kind.NAME and _is(_at(items, index + 1), Kind.NAME):
        if not item.value[0].isupper():
            return None
        index += 1
        typed = True
    named = _is(_at(items, index), Kind.NAME) or isinstance(_at(items, index), String)
    return index if typed and named and _group(_at(items, index + 1), "(") else None


def _method(items: list[Item], index: int) -> Statement:
    name = items[index]
    head = items[index + 1]
    parameters: list[str] = []
    values: list[Node] = []
    if isinstance(head, Group):
        for row in _split(head.items):
            equals = next((at for at, item in enumerate(row) if _is(item, Kind.OPERATOR, "=")), len(row))
            words = [item.value for item in row[:equals] if isinstance(item, Token) and item.kind is Kind.NAME]
            parameters.extend(words[-1:])
            if equals + 1 < len(row):
                values.append(_expression(row[equals + 1 :]))
    return Statement(
        "method",
        name.value if isinstance(name, Token) else None,
        None,
        tuple(values),
        _braced(items[index + 2]),
        items[0].start,
        items[-1].end,
        tuple(parameters),
    )


def _assignment(items: list[Item]) -> Statement:
    """An assignment, a declaration, or an expression."""
    start, end = items[0].start, items[-1].end
    at = next((i for i, item in enumerate(items) if _is(item, Kind.OPERATOR, *ASSIGNMENTS)), None)
    declares = _word(items[0], TYPE_WORDS | PRIMITIVES)
    if at is None and not declares:
        return Statement("", None, None, (_expression(items, command=True),), None, start, end)
    target = items[: len(items) if at is None else at]
    words = [item for item in target if isinstance(item, Token) and item.kind is Kind.NAME]
    name = words[-1].value if words and words[-1] is target[-1] else None
    dotted = any(_is(item, Kind.OPERATOR, *ACCESS) for item in target)
    receiver = words[-2].value if dotted and len(words) > 1 else None
    declares = declares or (not dotted and len(words) > 1)
    inside = tuple(_expression(list(row)) for item in target if isinstance(item, Group) for row in _split(item.items))
    values: tuple[Node, ...] = ()
    operator = items[at] if at is not None else None
    if at is not None and at + 1 < len(items):
        values = tuple(_expression(row, command=True) for row in _top_commas(items[at + 1 :], declares=declares))
    compound = isinstance(operator, Token) and operator.value != "="
    keyword = "def" if declares else "="
    if compound or len(values) > 1:
        name, receiver = None, None
    return Statement(keyword, name, receiver, values + inside, None, start, end)


def _top_commas(items: list[Item], *, declares: bool) -> list[list[Item]]:
    """Of `def a = 1, b = 2` the values; else what stands right of the equals sign is one expression."""
    several = declares and any(_is(item, Kind.OPERATOR, "=") for item in items)
    return list(_split(items)) if several else [items]


# --- expressions -----------------------------------------------------------------------------------------------------


def _expression(items: list[Item], *, command: bool = False) -> Node:
    """Read an expression.

    Args:
        items: all of it, at least one.
        command: whether `name argument, argument` without parentheses may stand here.
    """
    parts: list[Node | str] = []
    index = 0
    while index < len(items):
        item = items[index]
        if isinstance(item, Token) and (
            item.kind in {Kind.OPERATOR, Kind.NEWLINE} or item.value in WORD_OPERATORS or item.value == "new"
        ):
            if item.kind is not Kind.NEWLINE:
                parts.append(item.value)
            index += 1
            continue
        operand, index = _operand(items, index)
        if command and not parts and isinstance(operand, Name | Property) and _starts_argument(_at(items, index)):
            operand, index = _command(operand, items, index), len(items)
        parts.append(operand)
    if len(parts) == 1 and not isinstance(parts[0], str):
        return parts[0]
    return Row(tuple(parts), items[0].start, items[-1].end)


def _starts_argument(item: Item | None) -> bool:
    """Whether it begins an argument that needs no parentheses."""
    if isinstance(item, Token):
        return item.kind is Kind.NUMBER or (item.kind is Kind.NAME and item.value not in WORD_OPERATORS)
    return isinstance(item, String)


def _command(callee: Name | Property, items: list[Item], index: int) -> Call:
    arguments = tuple(_part(row) for row in _split(items[index:]))
    return _call(callee, arguments, items[-1].end)


def _call(callee: Name | Property, arguments: tuple[Part, ...], end: int) -> Call:
    if isinstance(callee, Name):
        return Call(callee.value, callee.start, None, arguments, callee.start, end)
    return Call(callee.name, callee.end - len(callee.name), callee.receiver, arguments, callee.start, end)


def _part(items: list[Item]) -> Part:
    """An argument, an element or an entry, with its name if it has one."""
    key = items[0]
    if len(items) > 2 and _is(items[1], Kind.OPERATOR, ":"):  # noqa: PLR2004
        return Part(_key(key), _expression(items[2:]))
    return Part(None, _expression(items))


def _key(item: Item) -> str | None:
    if isinstance(item, Token):
        return item.value
    if isinstance(item, String) and not any(isinstance(part, Group) for part in item.parts):
        return "".join(part[0] for part in item.parts if not isinstance(part, Group))
    return None


def _operand(items: list[Item], index: int) -> tuple[Node, int]:
    """Read one operand with all that hangs on it; the index behind it comes with it."""
    item = items[index]
    node = _primary(item)
    index += 1
    while index < len(items):
        item = items[index]
        if _is(item, Kind.OPERATOR, *ACCESS):
            following = index + 1
            while _is(_at(items, following), Kind.NEWLINE):
                following += 1
            name = _at(items, following)
            if name is None:
                break
            node = Property(node, _key(name) or "", node.start, name.end)
            index = following + 1
        elif isinstance(item, Group) and item.opener == "(":
            node = _called(node, tuple(_part(row) for row in _split(item.items)), item.end)
            index += 1
        elif isinstance(item, Group) and item.opener == "{" and isinstance(node, Name | Property | Call):
            node = _called(node, (Part(None, _closure(item)),), item.end)
            index += 1
        elif isinstance(item, Group) and item.opener == "[":
            inside = tuple(_part(row) for row in _split(item.items))
            node = Row((node, Listing(inside, item.start, item.end)), node.start, item.end)
            index += 1
        elif _is(item, Kind.OPERATOR, "++", "--"):
            node = Row((node, "++"), node.start, item.end)
            index += 1
        else:
            break
    return node, index


def _called(node: Node, arguments: tuple[Part, ...], end: int) -> Node:
    if isinstance(node, Call):
        return Call(node.name, node.word, node.receiver, (*node.arguments, *arguments), node.start, end)
    if isinstance(node, Name | Property):
        return _call(node, arguments, end)
    return Row((node, *(part.value for part in arguments)), node.start, end)


def _primary(item: Item) -> Node:
    if isinstance(item, Token):
        literal = item.kind is Kind.NUMBER or item.value in {"true", "false", "null"}
        return Literal(item, item.start, item.end) if literal else Name(item.value, item.start, item.end)
    if isinstance(item, String):
        return Literal(item, item.start, item.end)
    if item.opener == "{":
        return _closure(item)
    if item.opener == "[":
        return Listing(tuple(_part(row) for row in _split(item.items) if row), item.start, item.end)
    rows = list(_split(item.items))
    if len(rows) == 1:
        return _expression(rows[0])
    return Row(tuple(_expression(row) for row in rows), item.start, item.end)


def _closure(group: Group) -> Closure:
    items = group.items
    arrow = _arrow(items)
    parameters: list[str] = []
    if arrow is not None:
        for row in _split(items[:arrow]):
            words = [item.value for item in row if _is(item, Kind.NAME) and isinstance(item, Token)]
            parameters.extend(words[-1:])
        items = items[arrow + 1 :]
    return Closure(tuple(parameters), _body(items), group.start, group.end)
