"""Evaluates Groovy expressions whose value is known without running the pipeline.

These are strings, their concatenation, variables that are assigned one string in the whole file, and the methods that
pipelines call on string literals. Any other part of a value is kept as `${expression}`, as written.
"""

from __future__ import annotations

from collections import ChainMap, Counter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide.data import Data
from kaniko_guide.sources import unread
from kaniko_guide.sources.budget import Budget
from kaniko_guide.sources.groovy.tokens import Code, Group, String, Token, TokenKind, to_source_pieces
from kaniko_guide.sources.groovy.tree import (
    PRIMITIVES,
    TYPE_WORDS,
    Call,
    Literal,
    Name,
    OperatorChain,
    Property,
    interpolated_expression,
)
from kaniko_guide.sources.unread import Unread
from kaniko_guide.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, MutableMapping

    from kaniko_guide.sources.groovy.tokens import Item
    from kaniko_guide.sources.groovy.tree import Node

ASSIGNING_OPERATORS = frozenset({"=", "+=", "-=", "*=", "<<=", "<<", "++", "--"})
"""Operators that change the variable before them (or, for `++` and `--`, next to them)."""

JAVA_SPACE = " \t\n\x0b\x0c\r\x1c\x1d\x1e\x1f"
"""The ASCII characters that Java's `Character.isWhitespace` accepts."""


class Value(Data, frozen=True):
    """The value of an expression.

    Attributes:
        text: its characters, with `${expression}` for each part that is only known at run time.
        is_string: whether it is certainly a string.
        exact: whether the whole value is known before the run.
        is_gstring: whether it is a GString, of which methods may differ from those of a string.
        run_time: as in `Step.run_time`.
    """

    text: Text
    is_string: bool
    exact: bool
    is_gstring: bool = False
    run_time: tuple[tuple[int, int], ...] = ()


Scope = ChainMap[str, Value]


class Evaluator:
    """Evaluates the expressions of one file."""

    def __init__(self, code: Code, budget: Budget | None = None) -> None:
        self.code = code
        self.budget = budget or Budget()
        self.unread: list[Unread] = []
        self.constant_names = _assigned_once(code)

    def define(self, scope: MutableMapping[str, Value], name: str, value: Value) -> None:
        """Store the value of a variable, if the file assigns it only once and the value is a known string."""
        if value.exact and value.is_string and name in self.constant_names:
            scope[name] = value

    def evaluate(self, node: Node, scope: Scope) -> Value:
        """The value of an expression, with the variables in `scope`."""
        if isinstance(node, Literal):
            return self._literal(node, scope)
        known = _lookup(node, scope)
        if known is not None:
            return known if self._may_copy(node, known) else self._unknown_value(node)
        if isinstance(node, OperatorChain):
            return self._concatenation(node, scope)
        return self._evaluate_call(node, scope)

    def _may_copy(self, node: Node, value: Value) -> bool:
        """Whether the value of a variable fits into the budget; the first one that does not is reported."""
        fits = self.budget.allows_copy(1 + len(value.text))
        if not fits and not self.unread:
            where = self.code.text.cut(node.start, node.end)
            self.unread.append(Unread(where, unread.MANY_COPIES, {"limit": self.budget.character_limit}))
        return fits

    def _evaluate_call(self, node: Node, scope: Scope) -> Value:
        methods: list[str] = []
        receiver = node
        while isinstance(receiver, Call) and receiver.receiver is not None and not receiver.arguments:
            if receiver.name not in STRING_METHODS:
                return self._unknown_value(node)
            methods.append(receiver.name)
            receiver = receiver.receiver
        value = self.evaluate(receiver, scope) if methods else None
        if value is None or not value.is_string:
            return self._unknown_value(node)
        for name in reversed(methods):
            method = _strip_gstring_indent if name == "stripIndent" and value.is_gstring else STRING_METHODS[name]
            value = replace(value, text=method(value.text), is_gstring=False)
        return value

    def _unknown_value(self, node: Node) -> Value:
        written = self.code.text.cut(node.start, node.end)
        pieces = [("${", node.start), (written.value, node.start), ("}", max(node.end - 1, node.start))]
        return Value(
            self._text(pieces), is_string=False, exact=False, run_time=(self._source_span(node.start, node.end),)
        )

    def _source_span(self, start: int, end: int) -> tuple[int, int]:
        """The offsets in the source of the first of these characters of the code, and after the last."""
        return self.code.text.origin(start), self.code.text.origin(max(end - 1, start)) + 1

    def _text(self, pieces: list[tuple[str, int]]) -> Text:
        if not pieces:
            return self.code.text.cut(0, 0)
        return Text.build(self.code.text.source, to_source_pieces(self.code.text, pieces))

    def _literal(self, node: Literal, scope: Scope) -> Value:
        item = node.item
        if isinstance(item, Token):
            exact = item.value.isdecimal()
            parts = () if exact else (self._source_span(node.start, node.end),)
            return Value(self.code.text.cut(node.start, node.end), is_string=False, exact=exact, run_time=parts)
        texts: list[Text] = []
        run_time: list[tuple[int, int]] = []
        exact = True
        lazy = any(isinstance(part, Group) for part in item.parts)
        for part in item.parts:
            if isinstance(part, Group):
                value = self._evaluate_interpolation(part, scope)
                exact = exact and value.exact
                run_time += value.run_time
                texts.append(value.text)
            else:
                texts.append(self._text([part]))
        if not any(text.value for text in texts):
            inside = item.start + len(item.quote)
            return Value(self.code.text.cut(inside, inside), is_string=True, exact=exact, is_gstring=lazy)
        return Value(_join(texts), is_string=True, exact=exact, is_gstring=lazy, run_time=tuple(run_time))

    def _evaluate_interpolation(self, group: Group, scope: Scope) -> Value:
        node = interpolated_expression(group)
        if node is not None:
            value = self.evaluate(node, scope)
            if value.exact:
                return value
        span = self._source_span(group.start, group.end)
        return Value(self.code.text.cut(group.start, group.end), is_string=False, exact=False, run_time=(span,))

    def _concatenation(self, node: OperatorChain, scope: Scope) -> Value:
        operands = [part for part in node.parts[::2] if not isinstance(part, str)]
        if len(node.parts) != 2 * len(operands) - 1 or any(part != "+" for part in node.parts[1::2]):
            return self._unknown_value(node)
        values = [self.evaluate(operand, scope) for operand in operands]
        if not values[0].is_string:
            return self._unknown_value(node)
        return Value(
            _join([value.text for value in values]),
            is_string=True,
            exact=all(value.exact for value in values),
            run_time=tuple(span for value in values for span in value.run_time),
        )


def _join(texts: list[Text]) -> Text:
    return Text.build(texts[0].source, [piece for text in texts for piece in text.pieces()])


def _lookup(node: Node, scope: Scope) -> Value | None:
    if isinstance(node, Name):
        return scope.get(node.value)
    if isinstance(node, Property) and isinstance(node.receiver, Name) and node.receiver.value == "env":
        return scope.get(f"env.{node.name}")
    return None


# --- names with one value --------------------------------------------------------------------------------------------


def _assigned_once(code: Code) -> frozenset[str]:
    """Variables that one `=` assigns and nothing else: no loop, no parameter, no `NAME=…` of `withEnv`."""
    assignments: Counter[str] = Counter()
    pending: list[Iterable[Item]] = [code.root.items]
    while pending:
        sequence = [item for item in pending.pop() if not (isinstance(item, Token) and item.kind is TokenKind.NEWLINE)]
        for index, item in enumerate(sequence):
            following = sequence[index + 1] if index + 1 < len(sequence) else None
            if isinstance(item, Group):
                pending.append(item.items)
                assignments.update(_bound_names(sequence, index))
            elif isinstance(item, String):
                first = item.parts[0] if item.parts else None
                if isinstance(first, tuple) and "=" in first[0]:
                    assignments[first[0].partition("=")[0]] += 2
                pending.extend(part.items for part in item.parts if isinstance(part, Group))
            elif (
                item.kind is TokenKind.NAME and isinstance(following, Token) and following.value in ASSIGNING_OPERATORS
            ):
                assignments[item.value] += 1 if following.value == "=" else 2
            elif item.kind is TokenKind.NAME and index and _is_declared(sequence[index - 1], following):
                assignments[item.value] += 1
        arrow = next((at for at, item in enumerate(sequence) if isinstance(item, Token) and item.value == "->"), 0)
        assignments.update(dict.fromkeys(_names(sequence[:arrow]), 2))
    return frozenset(name for name, times in assignments.items() if times == 1)


def _is_declared(before: Item, following: Item | None) -> bool:
    """Whether the name between two items is declared without a value: `def x`."""
    typed = isinstance(before, Token) and (before.value in TYPE_WORDS | PRIMITIVES or before.value[:1].isupper())
    return typed and not isinstance(following, Group)


def _bound_names(sequence: list[Item], index: int) -> Counter[str]:
    """Variables that parentheses bind: `for (x in …)`, `catch (e)`, `def m(a, b)`, `def (a, b) = …`."""
    group, before = sequence[index], sequence[index - 1] if index else None
    if not isinstance(group, Group) or group.opener != "(" or not isinstance(before, Token):
        return Counter()
    earlier = sequence[index - 2] if index > 1 else None
    binds = before.value in {"for", "catch", "def"} or (
        isinstance(earlier, Token) and earlier.kind is TokenKind.NAME and before.kind is TokenKind.NAME
    )
    return Counter(dict.fromkeys(_names(group.items), 2)) if binds else Counter()


def _names(items: Iterable[Item]) -> set[str]:
    return {item.value for item in items if isinstance(item, Token) and item.kind is TokenKind.NAME}


# --- methods of strings ----------------------------------------------------------------------------------------------


def _trim(text: Text) -> Text:
    """Java's `trim`, which removes every character up to U+0020."""
    value = text.value
    start, end = 0, len(value)
    while start < end and value[start] <= " ":
        start += 1
    while end > start and value[end - 1] <= " ":
        end -= 1
    return text.cut(start, end)


def _strip_indent(text: Text) -> Text:
    """Java's `stripIndent`, a method of strings since Java 15.

    A blank last line counts for the common indentation too, and whitespace at line ends is removed.
    """
    value = text.value
    lines = _lines(value)
    if not value or value.endswith(("\n", "\r")):
        lines.append((len(value), len(value)))
    depth = min(
        _indent_width(value, *span) for span in lines if span == lines[-1] or not _is_blank(value[slice(*span)])
    )
    kept = [
        (end, end) if _is_blank(value[start:end]) else (start + depth, _without_trailing_whitespace(value, start, end))
        for start, end in lines
    ]
    return _join_lines(text, kept, ends=False)


def _strip_gstring_indent(text: Text) -> Text:
    """Groovy's `stripIndent` of GStrings, for which blank lines do not count and become empty."""
    value = text.value
    lines = _lines(value)
    depth = min((_indent_width(value, *span) for span in lines if not _is_blank(value[slice(*span)])), default=0)
    if depth == 0:
        return text
    return _join_lines(
        text,
        [(end, end) if _is_blank(value[start:end]) else (start + depth, end) for start, end in lines],
        ends=value.endswith("\n"),
    )


def _strip_margin(text: Text) -> Text:
    """Groovy's `stripMargin`: removes leading whitespace and `|` from each line that starts with them."""
    kept: list[tuple[int, int]] = []
    for start, end in _lines(text.value):
        position = start
        while position < end and text.value[position] <= " ":
            position += 1
        kept.append((position + 1 if text.value[position:end].startswith("|") else start, end))
    return _join_lines(text, kept, ends=text.value.endswith("\n"))


def _lines(value: str) -> list[tuple[int, int]]:
    """Start and end of each line without its line end; an empty last line is left out."""
    spans: list[tuple[int, int]] = []
    start = 0
    while start < len(value):
        ends = [at for at in (value.find("\n", start), value.find("\r", start)) if at >= 0]
        end = min(ends, default=len(value))
        spans.append((start, end))
        start = end + (2 if value.startswith("\r\n", end) else 1)
    return spans


def _join_lines(text: Text, spans: list[tuple[int, int]], *, ends: bool) -> Text:
    """Join lines; `ends` is whether the last one has a line end too."""
    pieces: list[tuple[str, int]] = []
    for index, (start, end) in enumerate(spans):
        pieces.extend(text.cut(start, end).pieces())
        if ends or index + 1 < len(spans):
            pieces.append(("\n", text.origin(end)))
    return Text.build(text.source, pieces)


def _without_trailing_whitespace(value: str, start: int, end: int) -> int:
    while end > start and value[end - 1] in JAVA_SPACE:
        end -= 1
    return end


def _indent_width(value: str, start: int, end: int) -> int:
    position = start
    while position < end and value[position] in JAVA_SPACE:
        position += 1
    return position - start


def _is_blank(value: str) -> bool:
    return all(character in JAVA_SPACE for character in value)


STRING_METHODS: dict[str, Callable[[Text], Text]] = {
    "stripIndent": _strip_indent,
    "stripMargin": _strip_margin,
    "toString": lambda text: text,
    "trim": _trim,
}
"""The methods of strings that can be evaluated before the run."""
