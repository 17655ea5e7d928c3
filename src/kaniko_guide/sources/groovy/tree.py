"""Parses the statements and expressions of Groovy, as far as a Jenkinsfile needs them.

It recognizes calls (`a(b)`, `a b`, `a { … }`), closures, lists and maps, assignments and control statements. Operators
are kept in order, without precedence. Other code is kept as written; this parser does not check whether it is valid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from kaniko_guide.data import Data, remembered
from kaniko_guide.sources.groovy.tokens import Code, Group, Item, String, Token, TokenKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

WORDS_WITH_HEAD = frozenset({"if", "while", "for", "switch", "catch", "synchronized"})
"""Keywords that are followed by parentheses and a body."""

WORDS_WITH_BODY = frozenset({"else", "try", "finally", "do"})
"""Keywords that are directly followed by a body."""

WORDS_WITH_VALUE = frozenset({"return", "throw", "assert"})
"""Keywords that are followed by an expression."""

TYPE_WORDS = frozenset({"def", "final", "static", "public", "private", "protected", "void", "abstract"})
PRIMITIVES = frozenset({"boolean", "byte", "char", "double", "float", "int", "long", "short"})
CLASS_WORDS = frozenset({"class", "interface", "enum", "trait"})
WORD_OPERATORS = frozenset({"in", "instanceof", "as"})

ASSIGNMENTS = frozenset({"=", "+=", "-=", "*=", "/=", "%=", "**=", "<<=", ">>=", ">>>=", "&=", "|=", "^="})
ACCESS = frozenset({".", "?.", "*.", ".&", ".@", "*.@", "?.@"})
PREFIXES = frozenset({"!", "-", "+", "~", "++", "--"})


class Name(Data, frozen=True):
    """A bare name."""

    value: str
    start: int
    end: int


class Literal(Data, frozen=True):
    """A string, a number, or one of `true`, `false` and `null`."""

    item: String | Token
    start: int
    end: int


class Property(Data, frozen=True):
    """`receiver.name`."""

    receiver: Node
    name: str
    start: int
    end: int


class Entry(Data, frozen=True):
    """An argument, an element of a list or an entry of a map; `name` is None if it has none or it is unknown."""

    name: str | None
    value: Node


class Call(Data, frozen=True):
    """A method call; closures after the parentheses are its last arguments. `name_start` is the offset of `name`."""

    name: str
    name_start: int
    receiver: Node | None
    arguments: tuple[Entry, ...]
    start: int
    end: int


class Closure(Data, frozen=True):
    """A closure."""

    parameters: tuple[str, ...]
    body: tuple[Statement, ...]
    start: int
    end: int


class ListOrMap(Data, frozen=True):
    """A list or a map in square brackets."""

    parts: tuple[Entry, ...]
    start: int
    end: int


class OperatorChain(Data, frozen=True):
    """Operands and operators in the order of the code; also used for code that is not recognized."""

    parts: tuple[Node | str, ...]
    start: int
    end: int


Node: TypeAlias = Name | Literal | Property | Call | Closure | ListOrMap | OperatorChain


class Statement(Data, frozen=True):
    """A statement.

    Attributes:
        keyword: empty for an expression; `=` for an assignment, `def` for a declaration, `method` for a method
            definition, `{` for a block, else the first word (`if`, `return`, `import`, `class` …).
        name: what is assigned, declared or defined; in `env.X = …` it is `X`.
        receiver: in `env.X = …` it is `env`.
        values: its expressions.
        body: the statements in its braces; None if it has none.
        start, end: offsets in `Code.text`.
        parameters: of a method, a `for` or a `catch`.
        several: the names that it assigns or declares, if these are several: `def (a, b) = c`, `int a = 1, b = 2`.
    """

    keyword: str
    name: str | None
    receiver: str | None
    values: tuple[Node, ...]
    body: tuple[Statement, ...] | None
    start: int
    end: int
    parameters: tuple[str, ...] = ()
    several: tuple[str, ...] = ()


@remembered
def statements(code: Code) -> tuple[Statement, ...]:
    """All statements of a file."""
    return _parse_body(code.root.items)


def interpolated_expression(group: Group) -> Node | None:
    """The expression in `${…}` or `$name`; None if it is empty, has several statements, or is a closure with `->`."""
    parts = list(_split_statements(group.items))
    if len(parts) != 1 or _arrow_index(parts[0]) is not None:
        return None
    return _parse_expression(parts[0], command=True)


def string_content(node: Node) -> str | None:
    """The content of a string without interpolations; None for any other node."""
    if not isinstance(node, Literal) or not isinstance(node.item, String):
        return None
    parts = [part[0] for part in node.item.parts if isinstance(part, tuple)]
    return "".join(parts) if len(parts) == len(node.item.parts) else None


def nodes(statements: Iterable[Statement]) -> Iterator[Node]:
    """Every expression of the file, at any depth."""
    pending: list[Node | Statement] = list(reversed(list(statements)))
    while pending:
        item = pending.pop()
        if isinstance(item, Statement):
            pending += reversed([*item.values, *(item.body or ())])
        else:
            yield item
            pending += reversed(item.body if isinstance(item, Closure) else child_nodes(item))


def child_nodes(node: Node) -> Sequence[Node]:
    """The direct subexpressions of an expression, including those in its strings but not the bodies of closures."""
    if isinstance(node, Call):
        arguments = [entry.value for entry in node.arguments]
        return arguments if node.receiver is None else [node.receiver, *arguments]
    if isinstance(node, Literal):
        return _interpolated(node.item) if isinstance(node.item, String) else ()
    if isinstance(node, Property):
        return (node.receiver,)
    if isinstance(node, OperatorChain):
        return [part for part in node.parts if not isinstance(part, str)]
    return [entry.value for entry in node.parts] if isinstance(node, ListOrMap) else ()


@remembered
def _interpolated(string: String) -> tuple[Node, ...]:
    """The expressions in a string."""
    groups = (piece for piece in string.parts if isinstance(piece, Group))
    return tuple(_parse_expression(part, command=True) for group in groups for part in _split_statements(group.items))


def outermost_closures(expressions: Iterable[Node]) -> Iterator[Closure]:
    """The closures in expressions that are not inside another closure, in order."""
    pending = list(reversed(list(expressions)))
    while pending:
        node = pending.pop()
        if isinstance(node, Closure):
            yield node
        else:
            pending.extend(reversed(child_nodes(node)))


# --- splitting -------------------------------------------------------------------------------------------------------


def _is_token(item: Item | None, kind: TokenKind, *values: str) -> bool:
    return isinstance(item, Token) and item.kind is kind and (not values or item.value in values)


def _is_word(item: Item | None, words: frozenset[str]) -> bool:
    return isinstance(item, Token) and item.kind is TokenKind.NAME and item.value in words


def _is_group(item: Item | None, opener: str) -> bool:
    return isinstance(item, Group) and item.opener == opener


def _item_at(items: Sequence[Item], index: int) -> Item | None:
    return items[index] if 0 <= index < len(items) else None


def _split_statements(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Split the items in braces into statements, at `;` and at line ends that end a statement."""
    current: list[Item] = []
    command = False
    upcoming = _next_items(items)
    for index, item in enumerate(items):
        if _is_token(item, TokenKind.NEWLINE) or _is_token(item, TokenKind.OPERATOR, ";"):
            if current and (
                _is_token(item, TokenKind.OPERATOR) or not _continues_after(current, upcoming[index], command=command)
            ):
                yield current
                current = []
                command = False
        else:
            command = command or (bool(current) and _is_argument(current[-1], item))
            current.append(item)
    if current:
        yield current


def _next_items(items: Sequence[Item]) -> list[Item | None]:
    """For each item, itself or, for a line end, the first item after it that is none."""
    found: list[Item | None] = [None] * len(items)
    upcoming: Item | None = None
    for index in range(len(items) - 1, -1, -1):
        if not _is_token(items[index], TokenKind.NEWLINE):
            upcoming = items[index]
        found[index] = upcoming
    return found


def _continues_after(current: list[Item], upcoming: Item | None, *, command: bool) -> bool:
    """Whether the current statement continues after a line end.

    Args:
        current: the items of the statement so far.
        upcoming: the first item after the line end that is no line end.
        command: whether the statement has an argument without parentheses.
    """
    last = current[-1]
    if _is_word(current[0], frozenset({"import", "package"})):
        return False
    if _is_token(last, TokenKind.OPERATOR) and not _is_token(last, TokenKind.OPERATOR, "++", "--", "->"):
        return True
    if _is_word(last, WORDS_WITH_BODY) or (
        _is_group(last, "(") and _is_word(_item_at(current, len(current) - 2), WORDS_WITH_HEAD)
    ):
        return True
    if _is_token(upcoming, TokenKind.OPERATOR, *ACCESS, "?", ":", "?:"):
        return True
    if _is_word(upcoming, frozenset({"else", "catch", "finally"})):
        return True
    return _is_group(upcoming, "{") and _takes_closure(current, command=command)


def _takes_closure(current: list[Item], *, command: bool) -> bool:
    """Whether a brace on the next line belongs to the statement.

    It does for a class, a method and a call with parentheses, but not for a control statement or a call without them.
    """
    if _is_word(current[0], CLASS_WORDS) or _method_name_index(current) is not None:
        return True
    if _is_word(current[0], WORDS_WITH_HEAD | WORDS_WITH_BODY | WORDS_WITH_VALUE) or _is_token(
        current[-1], TokenKind.OPERATOR
    ):
        return False
    return not command


def _is_argument(before: Item, after: Item) -> bool:
    """Whether `after` starts an argument without parentheses of the operand `before`."""
    return (
        not _is_token(before, TokenKind.OPERATOR) and not _is_word(before, WORD_OPERATORS) and _starts_argument(after)
    )


def _split_at_commas(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Split the items in parentheses or brackets at commas, ignoring line ends."""
    current: list[Item] = []
    for item in items:
        if _is_token(item, TokenKind.OPERATOR, ",", ";"):
            if current:
                yield current
            current = []
        elif not _is_token(item, TokenKind.NEWLINE):
            current.append(item)
    if current:
        yield current


def _arrow_index(items: Sequence[Item]) -> int | None:
    return next((index for index, item in enumerate(items) if _is_token(item, TokenKind.OPERATOR, "->")), None)


# --- statements ------------------------------------------------------------------------------------------------------


def _parse_body(items: Sequence[Item]) -> tuple[Statement, ...]:
    return tuple(_parse_statement(part) for part in _split_statements(items))


def _parse_statement(items: list[Item]) -> Statement:  # noqa: PLR0911
    first = items[0]
    start, end = first.start, items[-1].end
    if isinstance(first, Group) and first.opener == "{" and _arrow_index(first.items) is None:
        return Statement("{", None, None, (), _parse_body(first.items), start, end)
    if _is_token(first, TokenKind.OPERATOR, "@"):
        after = _after_annotation(items)
        if after < len(items):
            return _parse_statement(items[after:])
        return Statement("@", None, None, (), None, start, end)
    if isinstance(first, Token) and first.kind is TokenKind.NAME:
        word = first.value
        if word in {"import", "package", "break", "continue"}:
            return Statement(word, None, None, (), None, start, end)
        if word in WORDS_WITH_VALUE:
            values = (_parse_expression(items[1:], command=True),) if len(items) > 1 else ()
            return Statement(word, None, None, values, None, start, end)
        if word in WORDS_WITH_HEAD | WORDS_WITH_BODY | {"case", "default"} and _is_control_statement(items):
            return _parse_control_statement(items)
        if any(_is_word(item, CLASS_WORDS) for item in items[:4]) and _is_group(items[-1], "{"):
            return Statement("class", None, None, (), _parse_braced_body(items[-1]), start, end)
        method = _method_name_index(items)
        if method is not None and _is_group(_item_at(items, method + 2), "{"):
            return _parse_method(items, method)
    return _parse_assignment(items)


def _is_control_statement(items: list[Item]) -> bool:
    """Whether the first word of a statement is used as a control keyword, not as a method name."""
    word, following = items[0], _item_at(items, 1)
    if _is_word(word, WORDS_WITH_HEAD):
        return _is_group(following, "(")
    if _is_word(word, frozenset({"try", "finally", "do"})):
        return _is_group(following, "{")
    return True


def _after_annotation(items: list[Item]) -> int:
    index = 0
    while _is_token(_item_at(items, index), TokenKind.OPERATOR, "@"):
        index += 2
        while _is_token(_item_at(items, index), TokenKind.OPERATOR, "."):
            index += 2
        if _is_group(_item_at(items, index), "("):
            index += 1
    return index


def _parse_control_statement(items: list[Item]) -> Statement:
    """Parse `if (…) … else …` and similar: all expressions in parentheses as values, all bodies as one."""
    values: list[Node] = []
    body: list[Statement] = []
    names: list[str] = []
    index = 0
    while index < len(items):
        item, following = items[index], _item_at(items, index + 1)
        if _is_word(item, WORDS_WITH_HEAD) and isinstance(following, Group) and following.opener == "(":
            values.extend(_head_expressions(following, names))
            if _is_word(item, frozenset({"catch"})):
                names += [entry.value for entry in following.items[-1:] if isinstance(entry, Token)]
            index += 2
        elif _is_word(item, WORDS_WITH_BODY):
            index += 1
        elif _is_word(item, frozenset({"case", "default"})):
            colon = next(
                (at for at in range(index, len(items)) if _is_token(items[at], TokenKind.OPERATOR, ":")), len(items)
            )
            if colon > index + 1:
                values.append(_parse_expression(items[index + 1 : colon]))
            index = colon + 1
        elif isinstance(item, Group) and item.opener == "{":
            body.extend(_parse_body(item.items))
            index += 1
        else:
            tail = next((at for at in range(index, len(items)) if _is_word(items[at], frozenset({"else"}))), len(items))
            body.append(_parse_unbraced_body(items[index:tail]))
            index = tail
    keyword = items[0].value if isinstance(items[0], Token) else ""
    return Statement(
        keyword, None, None, tuple(values), tuple(body), items[0].start, items[-1].end, tuple(dict.fromkeys(names))
    )


def _parse_unbraced_body(items: list[Item]) -> Statement:
    """Parse a body without braces, which is one statement."""
    if _is_word(items[0], WORDS_WITH_VALUE):
        values = (_parse_expression(items[1:], command=True),) if len(items) > 1 else ()
        keyword = items[0].value if isinstance(items[0], Token) else ""
        return Statement(keyword, None, None, values, None, items[0].start, items[-1].end)
    return _parse_assignment(items)


def _head_expressions(group: Group, names: list[str]) -> Iterator[Node]:
    """The expressions in the parentheses after a keyword; names that `for` or `catch` binds are added to `names`."""
    for part in _split_at_commas(group.items):
        words = [item.value for item in part if isinstance(item, Token) and item.kind is TokenKind.NAME]
        binding = next(
            (at for at, item in enumerate(part) if _is_word(item, frozenset({"in"})) or _is_colon(item)), None
        )
        if binding:
            names.extend(entry.value for entry in part[:binding] if isinstance(entry, Token))
            yield _parse_expression(part[binding + 1 :]) if binding + 1 < len(part) else _parse_expression(part)
        else:
            assigned = next((at for at, item in enumerate(part) if _is_token(item, TokenKind.OPERATOR, "=")), len(part))
            declared = words[:assigned]
            declares = bool(declared) and len(declared) == assigned
            if declares:
                names.append(declared[-1])
            yield _parse_expression(part[assigned + 1 :] if declares and assigned + 1 < len(part) else part)


def _is_colon(item: Item) -> bool:
    return _is_token(item, TokenKind.OPERATOR, ":")


def _parse_braced_body(item: Item) -> tuple[Statement, ...]:
    return _parse_body(item.items) if isinstance(item, Group) else ()


def _method_name_index(items: Sequence[Item]) -> int | None:
    """The index of the name in `def name(…)` or `static String name(…)`; None if no method is defined."""
    index = 0
    typed = False
    while _is_word(_item_at(items, index), TYPE_WORDS | PRIMITIVES):
        index += 1
        typed = True
    item = _item_at(items, index)
    after_type = _after_type_arguments(items, index + 1)
    if (
        isinstance(item, Token)
        and item.kind is TokenKind.NAME
        and _is_token(_item_at(items, after_type), TokenKind.NAME)
    ):
        if not item.value[0].isupper():
            return None
        index = after_type
        typed = True
    named = _is_token(_item_at(items, index), TokenKind.NAME) or isinstance(_item_at(items, index), String)
    return index if typed and named and _is_group(_item_at(items, index + 1), "(") else None


def _after_type_arguments(items: Sequence[Item], index: int) -> int:
    """The index after `<String, List<File>>`; the same index if no type arguments are there."""
    depth = 0
    for at in range(index, len(items)):
        item = items[at]
        if not isinstance(item, Token):
            return index
        if _is_token(item, TokenKind.OPERATOR, "<"):
            depth += 1
        elif _is_token(item, TokenKind.OPERATOR, ">", ">>", ">>>"):
            depth -= len(item.value)
        elif not (item.kind is TokenKind.NAME or _is_token(item, TokenKind.OPERATOR, ",", ".", "?")):
            return index
        if depth <= 0:
            return at + 1 if depth == 0 and at > index else index
    return index


def _parse_method(items: list[Item], index: int) -> Statement:
    name = items[index]
    head = items[index + 1]
    parameters: list[str] = []
    values: list[Node] = []
    if isinstance(head, Group):
        for part in _split_at_commas(head.items):
            equals = next((at for at, item in enumerate(part) if _is_token(item, TokenKind.OPERATOR, "=")), len(part))
            words = [item.value for item in part[:equals] if isinstance(item, Token) and item.kind is TokenKind.NAME]
            parameters.extend(words[-1:])
            if equals + 1 < len(part):
                values.append(_parse_expression(part[equals + 1 :]))
    return Statement(
        "method",
        name.value if isinstance(name, Token) else None,
        None,
        tuple(values),
        _parse_braced_body(items[index + 2]),
        items[0].start,
        items[-1].end,
        tuple(parameters),
    )


def _parse_assignment(items: list[Item]) -> Statement:
    """Parse an assignment, a declaration or an expression."""
    start, end = items[0].start, items[-1].end
    at = next((i for i, item in enumerate(items) if _is_token(item, TokenKind.OPERATOR, *ASSIGNMENTS)), None)
    declares = _is_word(items[0], TYPE_WORDS | PRIMITIVES)
    if at is None and not declares:
        return Statement("", None, None, (_parse_expression(items, command=True),), None, start, end)
    target = items[: len(items) if at is None else at]
    words = [item for item in target if isinstance(item, Token) and item.kind is TokenKind.NAME]
    name = words[-1].value if words and words[-1] is target[-1] else None
    dotted = any(_is_token(item, TokenKind.OPERATOR, *ACCESS) for item in target)
    receiver = words[-2].value if dotted and len(words) > 1 else None
    declares = declares or (not dotted and len(words) > 1)
    inside = tuple(
        _parse_expression(list(part))
        for item in target
        if isinstance(item, Group)
        for part in _split_at_commas(item.items)
    )
    values: tuple[Node, ...] = ()
    operator = items[at] if at is not None else None
    if at is not None and at + 1 < len(items):
        values = tuple(
            _parse_expression(part, command=True) for part in _assigned_values(items[at + 1 :], declares=declares)
        )
    compound = isinstance(operator, Token) and operator.value != "="
    keyword = "def" if declares else "="
    if compound or len(values) > 1:
        name, receiver = None, None
    several = _several_names(items, at, declares=declares)
    used = values if several and _is_group(target[-1], "(") else values + inside
    return Statement(keyword, name, receiver, used, None, start, end, several=several)


def _several_names(items: list[Item], at: int | None, *, declares: bool) -> tuple[str, ...]:
    """See `Statement`; `at` is the index of the first equals sign."""
    target = items[: len(items) if at is None else at]
    if at is not None and target and _is_group(target[-1], "(") and isinstance(target[-1], Group):
        parts = [part[-1:] for part in _split_at_commas(target[-1].items)]
        is_list = len(target) == 1 or (declares and len(target) == len("d("))
    else:
        parts = [part[-1:] if index == 0 else part[:1] for index, part in enumerate(_declared(items, at))]
        is_list = declares
    names = [part[0].value for part in parts if part and isinstance(part[0], Token) and part[0].kind is TokenKind.NAME]
    return tuple(names) if is_list and len(parts) > 1 and len(names) == len(parts) else ()


def _declared(items: list[Item], at: int | None) -> Iterator[list[Item]]:
    """The parts of `int a = 1, b = 2` or `int a, b`, each from its name on; the first one ends with it."""
    first, *others = list(_split_at_commas(items)) or [[]]
    yield first[:at]
    with_value = [len(part) > 1 and _is_token(part[1], TokenKind.OPERATOR, "=") for part in others]
    for part, has_value in zip(others, with_value, strict=True):
        yield part if has_value or (len(part) == 1 and (at is None or any(with_value))) else []


def _assigned_values(items: list[Item], *, declares: bool) -> list[list[Item]]:
    """The values in `def a = 1, b = 2`; otherwise all items after the equals sign as one expression."""
    several = declares and any(_is_token(item, TokenKind.OPERATOR, "=") for item in items)
    return list(_split_at_commas(items)) if several else [items]


# --- expressions -----------------------------------------------------------------------------------------------------


def _parse_expression(items: list[Item], *, command: bool = False) -> Node:
    """Parse an expression.

    Args:
        items: its items, at least one.
        command: whether a call without parentheses (`name argument, argument`) is allowed.
    """
    parts: list[Node | str] = []
    index = 0
    while index < len(items):
        item = items[index]
        if isinstance(item, Token) and (
            item.kind in {TokenKind.OPERATOR, TokenKind.NEWLINE} or item.value in WORD_OPERATORS or item.value == "new"
        ):
            if item.kind is not TokenKind.NEWLINE:
                parts.append(item.value)
            index += 1
            continue
        operand, index = _parse_operand(items, index)
        if command and not parts and isinstance(operand, Name | Property) and _starts_argument(_item_at(items, index)):
            operand, index = _parse_command(operand, items, index), len(items)
        parts.append(operand)
    if len(parts) == 1 and not isinstance(parts[0], str):
        return parts[0]
    return OperatorChain(tuple(parts), items[0].start, items[-1].end)


def _starts_argument(item: Item | None) -> bool:
    """Whether an item may start an argument without parentheses."""
    if isinstance(item, Token):
        return item.kind is TokenKind.NUMBER or (item.kind is TokenKind.NAME and item.value not in WORD_OPERATORS)
    return isinstance(item, String)


def _parse_command(callee: Name | Property, items: list[Item], index: int) -> Call:
    arguments = tuple(_parse_entry(part) for part in _split_at_commas(items[index:]))
    return _create_call(callee, arguments, items[-1].end)


def _create_call(callee: Name | Property, arguments: tuple[Entry, ...], end: int) -> Call:
    if isinstance(callee, Name):
        return Call(callee.value, callee.start, None, arguments, callee.start, end)
    return Call(callee.name, callee.end - len(callee.name), callee.receiver, arguments, callee.start, end)


def _parse_entry(items: list[Item]) -> Entry:
    """Parse an argument, an element or a map entry."""
    key = items[0]
    if len(items) > 2 and _is_token(items[1], TokenKind.OPERATOR, ":"):  # noqa: PLR2004
        return Entry(_entry_name(key), _parse_expression(items[2:]))
    return Entry(None, _parse_expression(items))


def _entry_name(item: Item) -> str | None:
    if isinstance(item, Token):
        return item.value
    if isinstance(item, String) and not any(isinstance(part, Group) for part in item.parts):
        return "".join(part[0] for part in item.parts if not isinstance(part, Group))
    return None


def _parse_operand(items: list[Item], index: int) -> tuple[Node, int]:
    """Parse an operand with its properties, arguments, indices and postfix operators.

    Returns:
        The operand, and the index of the item after it.
    """
    item = items[index]
    node = _parse_primary(item)
    index += 1
    while index < len(items):
        item = items[index]
        if _is_token(item, TokenKind.OPERATOR, *ACCESS):
            following = index + 1
            while _is_token(_item_at(items, following), TokenKind.NEWLINE):
                following += 1
            name = _item_at(items, following)
            if name is None:
                break
            node = Property(node, _entry_name(name) or "", node.start, name.end)
            index = following + 1
        elif isinstance(node, Name | Property | Call) and isinstance(item, Group) and item.opener in {"(", "{"}:
            arguments: list[Entry] = []
            while index < len(items) and (_is_group(items[index], "(") or _is_group(items[index], "{")):
                item = items[index]
                arguments += _arguments_in(item) if isinstance(item, Group) else ()
                index += 1
            node = _with_arguments(node, tuple(arguments), item.end)
        elif isinstance(item, Group) and item.opener == "(":
            node = _with_arguments(node, _arguments_in(item), item.end)
            index += 1
        elif isinstance(item, Group) and item.opener == "[":
            inside = tuple(_parse_entry(part) for part in _split_at_commas(item.items))
            node = OperatorChain((node, ListOrMap(inside, item.start, item.end)), node.start, item.end)
            index += 1
        elif _is_token(item, TokenKind.OPERATOR, "++", "--"):
            node = OperatorChain((node, "++"), node.start, item.end)
            index += 1
        else:
            break
    return node, index


def _arguments_in(group: Group) -> tuple[Entry, ...]:
    """The arguments in parentheses, or the closure."""
    if group.opener == "{":
        return (Entry(None, _parse_closure(group)),)
    return tuple(_parse_entry(part) for part in _split_at_commas(group.items))


def _with_arguments(node: Node, arguments: tuple[Entry, ...], end: int) -> Node:
    if isinstance(node, Call):
        return Call(node.name, node.name_start, node.receiver, (*node.arguments, *arguments), node.start, end)
    if isinstance(node, Name | Property):
        return _create_call(node, arguments, end)
    return OperatorChain((node, *(entry.value for entry in arguments)), node.start, end)


def _parse_primary(item: Item) -> Node:
    if isinstance(item, Token):
        literal = item.kind is TokenKind.NUMBER or item.value in {"true", "false", "null"}
        return Literal(item, item.start, item.end) if literal else Name(item.value, item.start, item.end)
    if isinstance(item, String):
        return Literal(item, item.start, item.end)
    if item.opener == "{":
        return _parse_closure(item)
    if item.opener == "[":
        return ListOrMap(
            tuple(_parse_entry(part) for part in _split_at_commas(item.items) if part), item.start, item.end
        )
    parts = list(_split_at_commas(item.items))
    if len(parts) == 1:
        return _parse_expression(parts[0])
    return OperatorChain(tuple(_parse_expression(part) for part in parts), item.start, item.end)


def _parse_closure(group: Group) -> Closure:
    items = group.items
    arrow = _arrow_index(items)
    parameters: list[str] = []
    if arrow is not None:
        for part in _split_at_commas(items[:arrow]):
            words = [item.value for item in part if _is_token(item, TokenKind.NAME) and isinstance(item, Token)]
            parameters.extend(words[-1:])
        items = items[arrow + 1 :]
    return Closure(tuple(parameters), _parse_body(items), group.start, group.end)
