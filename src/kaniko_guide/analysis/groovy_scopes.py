"""The names that Groovy code uses as variables, and whether they are visible there.

A variable that `def` declares is visible in its block and the blocks inside it. A method sees no variable that the
script declares outside it, unless it has `@Field`. An assignment without `def` makes a variable that the whole file
sees.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import structs

from kaniko_guide import lazy
from kaniko_guide.analysis.groovy_variables import ITERATING_METHODS
from kaniko_guide.data import Data
from kaniko_guide.facts import pipeline_steps
from kaniko_guide.sources.groovy import tree
from kaniko_guide.sources.groovy.tree import Call, Closure, Literal, Name, OperatorChain, Property

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kaniko_guide.sources.groovy.tokens import Code
    from kaniko_guide.sources.groovy.tree import Node, Statement

_SETTINGS = frozenset(
    {"agent", "axes", "excludes", "input", "libraries", "options", "parameters", "tools", "triggers", "when"}
)
"""Sections whose entries are no code, apart from what strings contain."""

_WORD = lazy.pattern(r"[A-Za-z_$][\w$]*")
_FIELD = lazy.pattern(r"@\s*(?:groovy\s*\.\s*transform\s*\.\s*)?Field\b")


class Use(Data, frozen=True):
    """A name that is used as a variable and that no enclosing block declares.

    Attributes:
        name: the name.
        start, end: offsets in `Code.text`.
        declared: whether `def` declares it elsewhere in the file.
        is_receiver: whether a method or property of it is used.
        enclosing: the names of the calls around it, the outermost first.
    """

    name: str
    start: int
    end: int
    declared: bool
    is_receiver: bool
    enclosing: tuple[str, ...]


class _Context(Data, frozen=True):
    """What is known at a place: the variables of each enclosing block, and the names of the enclosing calls."""

    blocks: tuple[frozenset[str], ...] = ()
    enclosing: tuple[str, ...] = ()

    def within(self, names: Iterable[str]) -> _Context:
        """The context in a block that has these variables."""
        own = frozenset(names)
        return structs.replace(self, blocks=(*self.blocks, own)) if own else self


def unresolved(code: Code) -> tuple[Use, ...]:
    """The uses of names that are not visible, in the order of the file.

    Names that are assigned without `def` anywhere, methods, classes and fields count as visible.
    """
    statements = tree.statements(code)
    finder = _Finder(code, statements)
    finder.read_body(statements, _Context())
    return tuple(sorted(finder.found, key=lambda use: use.start))


class _Finder:
    def __init__(self, code: Code, statements: Sequence[Statement]) -> None:
        self.code = code
        self.found: list[Use] = []
        self.declared: set[str] = set()
        self.everywhere: set[str] = set()
        every = list(_all_statements(statements))
        for statement in every:
            if statement.keyword == "def":
                self.declared.update(self._declared(statement))
            elif statement.keyword in {"=", "method"} and statement.receiver is None:
                self.everywhere.update(statement.several or ((statement.name,) if statement.name is not None else ()))
        if _FIELD.search(code.text.value) or any(statement.keyword == "class" for statement in every):
            self.everywhere |= self.declared

    def _declared(self, statement: Statement) -> set[str]:
        """The names that a declaration declares; if it is not understood, all its words."""
        if statement.several or statement.name is not None:
            return set(statement.several or (str(statement.name),))
        return set(_WORD.findall(self.code.text.value[statement.start : statement.end]))

    def read_body(self, body: Sequence[Statement], context: _Context) -> None:
        """Read the statements of a block."""
        context = context.within(
            name for statement in body if statement.keyword == "def" for name in self._declared(statement)
        )
        for statement in body:
            inner = (_Context() if statement.keyword == "method" else context).within(statement.parameters)
            if statement.keyword in {"import", "package", "class"}:
                continue
            for value in statement.values:
                self._read(value, inner)
            if statement.body is not None:
                self.read_body(statement.body, inner)

    def _read(self, node: Node, context: _Context, *, is_receiver: bool = False) -> None:
        if isinstance(node, Name):
            if node.value not in self.everywhere and not any(node.value in block for block in context.blocks):
                declared = node.value in self.declared
                self.found.append(Use(node.value, node.start, node.end, declared, is_receiver, context.enclosing))
        elif isinstance(node, Closure):
            self.read_body(node.body, context.within((*node.parameters, "it")))
        elif isinstance(node, Call):
            self._read_call(node, context)
        elif isinstance(node, Property):
            self._read(node.receiver, context, is_receiver=True)
        elif isinstance(node, OperatorChain):
            parts = node.parts[2:] if len(node.parts) > 1 and node.parts[1] == ":" else node.parts
            for before, part in zip(("", *parts), parts, strict=False):
                if not isinstance(part, str) and before not in {"new", "as", "instanceof"}:
                    self._read(part, context)
        else:
            for child in tree.child_nodes(node):
                self._read(child, context)

    def _read_call(self, call: Call, context: _Context) -> None:
        if call.receiver is not None:
            self._read(call.receiver, context, is_receiver=True)
        if call.receiver is None and call.name in _SETTINGS and "pipeline" in context.enclosing[:1]:
            inner = structs.replace(context, enclosing=(*context.enclosing, call.name))
            closures = [entry.value for entry in call.arguments if isinstance(entry.value, Closure)]
            for closure in closures if call.name == "agent" else ():
                for literal in (node for node in tree.nodes(closure.body) if isinstance(node, Literal)):
                    self._read(literal, inner)
            return
        name = call.name if call.receiver is None else "."
        inner = structs.replace(context, enclosing=(*context.enclosing, name))
        for entry in call.arguments:
            self._read(entry.value, inner)


def _all_statements(statements: Sequence[Statement]) -> Iterator[Statement]:
    pending = list(statements)
    while pending:
        statement = pending.pop()
        yield statement
        pending += statement.body or ()
        for closure in tree.outermost_closures(statement.values):
            pending += closure.body


def is_known(enclosing: Sequence[str], own: frozenset[str]) -> bool:
    """Whether the effect of all enclosing calls is known, so that none of them defines variables.

    Args:
        enclosing: their names; `.` for methods of an object.
        own: methods of the file.
    """
    return all(
        name == "." or name in own or name in ITERATING_METHODS or name in pipeline_steps.every_name()
        for name in enclosing
    )
