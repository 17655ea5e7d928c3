"""Finds the calls of a Jenkinsfile whose effect is not known: libraries, loaded code, steps that are not known.

Only whole statements are judged as unknown steps. An argument may be a symbol of any plugin, such as
`usernamePassword(…)`.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.data import Data
from kaniko_guide.facts import pipeline_steps
from kaniko_guide.secrets import masked
from kaniko_guide.sources import unread
from kaniko_guide.sources.groovy import tree
from kaniko_guide.sources.groovy.pods import FILE_STEPS, named_arguments, positional_argument
from kaniko_guide.sources.groovy.tokens import Group, String, Token
from kaniko_guide.sources.groovy.tree import Call, Closure, Literal, Name, Property
from kaniko_guide.sources.unread import Unread

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kaniko_guide.sources.groovy.tokens import Code, Item
    from kaniko_guide.sources.groovy.tree import Node, Statement
    from kaniko_guide.text import Text

STEP_OWNERS = frozenset({"steps", "script", "this"})
"""Objects on which a step may be called: `steps.sh '…'`."""

OTHER_SHELLS = frozenset({"bat", "powershell", "pwsh"})
CODE_RUNNERS = frozenset({"me", "parse", "run"})
CODE_OWNERS = ("Eval", "GroovyShell", "new GroovyShell")
"""Classes with methods that run code from a string, as `evaluate` does."""

SETTINGS = frozenset(
    {
        "agent",
        "axes",
        "environment",
        "excludes",
        "input",
        "kubernetes",
        "libraries",
        "options",
        "parameters",
        "tools",
        "triggers",
    }
    | {"when"}
)
"""Sections that contain settings, not steps."""

IMPORT = lazy.pattern(r"import\s+(?:static\s+)?([\w.]+)")
QUALIFIED_CLASS = lazy.pattern(r"(?:[a-z]\w*\.)+[A-Z]\w*(?:\.\w*)*")
KNOWN_PACKAGES = (
    *("java.", "javax.", "groovy.", "hudson.", "jenkins.", "io.jenkins.", "org.jenkinsci.", "org.kohsuke."),
    *("com.cloudbees.", "org.codehaus.groovy.", "org.apache.groovy.", "net.sf.json.", "com.google.common."),
)
"""Packages of classes that every controller has."""

SHOWN_LENGTH = 60
"""The most characters of code in a message."""


class CallSummary(Data, frozen=True):
    """The calls of a file.

    Attributes:
        unread: those whose effect is not known.
        has_steps: whether there is a step that is known, apart from `sh`, or a `pipeline` block.
        has_blocks: whether there is another call that is known, such as `node`.
    """

    unread: tuple[Unread, ...]
    has_steps: bool
    has_blocks: bool


def find(code: Code, statements: Sequence[Statement]) -> CallSummary:
    """The calls of a file.

    Args:
        code: the tokens of the file.
        statements: of the file.
    """
    finder = _Finder(code, _bound_names(statements))
    finder.found += _library_annotations(code)
    finder.found += _named_at_run_time(code)
    finder.read_statements(statements, names_are_steps=True)
    return CallSummary(tuple(finder.found), finder.has_steps, finder.has_blocks)


def shown(text: Text) -> str:
    """A piece of code for a message: on one line, without secrets, and cut if it is long."""
    line = masked(" ".join(text.value.split()))
    return line if len(line) <= SHOWN_LENGTH else f"{line[: SHOWN_LENGTH - 1]}…"


class _Finder:
    def __init__(self, code: Code, bound: frozenset[str]) -> None:
        self.code = code
        self.bound = bound
        self.found: list[Unread] = []
        self.has_steps = False
        self.has_blocks = False
        self.seen: set[str] = set()

    def read_statements(self, statements: Iterable[Statement], *, names_are_steps: bool) -> None:
        """Read statements; in some sections a name is no step but a setting."""
        for statement in statements:
            if statement.keyword == "class":
                self.read_statements(statement.body or (), names_are_steps=False)
                continue
            if statement.keyword == "import":
                self._read_import(statement)
            for value in statement.values:
                if isinstance(value, Call) and names_are_steps and statement.keyword in {"", "=", "def", "return"}:
                    self._read_call(value, is_statement=statement.keyword == "")
                else:
                    self._read_expressions([value], names_are_steps=names_are_steps)
            self.read_statements(statement.body or (), names_are_steps=names_are_steps)

    def _read_expressions(self, nodes: Iterable[Node], *, names_are_steps: bool) -> None:
        """Read the special calls and the closures in expressions."""
        pending = list(nodes)
        while pending:
            node = pending.pop()
            if isinstance(node, Closure):
                self.read_statements(node.body, names_are_steps=names_are_steps)
                continue
            if isinstance(node, Call):
                self._read_special(node)
                self._read_class(node)
            pending.extend(self._children(node))

    def _read_import(self, statement: Statement) -> None:
        text = self.code.text.cut(statement.start, statement.end)
        found = IMPORT.match(text.value)
        if found is not None:
            self._add_class(text.cut(*found.span(1)))

    def _read_class(self, call: Call) -> None:
        """Read `new com.acme.Builder(…)`."""
        if call.name[:1].isupper() and isinstance(call.receiver, (Name, Property)):
            self._add_class(self.code.text.cut(call.receiver.start, call.name_start + len(call.name)))

    def _add_class(self, name: Text) -> None:
        """Report a class, unless it is of Java, Groovy or Jenkins."""
        if QUALIFIED_CLASS.fullmatch(name.value) and not name.value.startswith(KNOWN_PACKAGES):
            self.found.append(Unread(name, unread.LIBRARY_CLASS, {"name": name.value}))

    def _children(self, node: Node) -> Iterator[Node]:
        """The subexpressions of an expression that are not read elsewhere."""
        for child in tree.child_nodes(node):
            if not (isinstance(node, Call) and self._is_pod_file(node, child)):
                yield child

    def _is_pod_file(self, call: Call, argument: Node) -> bool:
        """Whether an argument is the file of a pod, which is read if it is there: `yaml: readTrusted('pod.yaml')`."""
        if not (isinstance(argument, Call) and argument.name in FILE_STEPS and argument.receiver is None):
            return False
        return call.name == "yaml" or named_arguments(call).get("yaml") is argument

    def _read_call(self, call: Call, *, is_statement: bool) -> None:
        """Read a call that is a whole statement, or the value of one."""
        is_step = call.receiver is None or (isinstance(call.receiver, Name) and call.receiver.value in STEP_OWNERS)
        special = self._read_special(call)
        if is_step and call.name in SETTINGS:
            self._read_expressions(self._children(call), names_are_steps=False)
            return
        if is_step and not special:
            if call.name not in pipeline_steps.every_name() and call.name not in self.bound and call.name[:1].islower():
                self._add_unknown(call, call.name)
            elif is_statement and (call.name in pipeline_steps.steps() or call.name == "pipeline"):
                self.has_steps = self.has_steps or call.name != "sh"
            else:
                self.has_blocks = True
        elif isinstance(call.receiver, Name) and call.receiver.value[:1].islower():
            owner = call.receiver.value
            if owner not in self.bound and owner not in pipeline_steps.global_variables():
                self._add_unknown(call, f"{owner}.{call.name}")
            else:
                self.has_blocks = True
        self._read_expressions(self._children(call), names_are_steps=True)

    def _read_special(self, call: Call) -> bool:
        """Report a call of a step that brings in other code; False for any other call."""
        if call.receiver is not None and not (isinstance(call.receiver, Name) and call.receiver.value in STEP_OWNERS):
            written = self.code.text.value.startswith(CODE_OWNERS, call.receiver.start)
            runs_code = call.name == "evaluate" or (call.name in CODE_RUNNERS and written)
            if runs_code:
                self._add(call, unread.EVALUATED_CODE, call=call.name)
            return runs_code
        if call.name in self.bound:
            return False
        argument = positional_argument(call) or next(iter(named_arguments(call).values()), None)
        path = "…" if argument is None else f"`{self._literal(argument)}`"
        if call.name == "load":
            self._add(call, unread.LOADED_CODE, path=path)
        elif call.name == "evaluate":
            self._add(call, unread.EVALUATED_CODE, call=call.name)
        elif call.name == "libraryResource":
            self._add(call, unread.LIBRARY_RESOURCE, path=path)
        elif call.name == "readTrusted":
            self._add(call, unread.TRUSTED_FILE, path=path)
        elif call.name in {"library", "lib"} and argument is not None:
            self._add(call, unread.SHARED_LIBRARY, library=path)
        elif call.name in OTHER_SHELLS:
            self._add(call, unread.OTHER_SHELL, step=call.name)
        else:
            return False
        return True

    def _add(self, call: Call, reason: unread.Reason, /, **values: object) -> None:
        where = self.code.text.cut(call.name_start, call.name_start + len(call.name))
        self.found.append(Unread(where, reason, values))

    def _add_unknown(self, call: Call, name: str) -> None:
        """Report an unknown step, at its first call only."""
        if name not in self.seen:
            self.seen.add(name)
            self._add(call, unread.UNKNOWN_CALL, call=name)

    def _cut(self, node: Node) -> Text:
        return self.code.text.cut(node.start, node.end)

    def _literal(self, node: Node) -> str:
        """The value of a string without interpolations; any other expression as written."""
        if isinstance(node, Literal) and isinstance(node.item, String):
            parts = [part[0] for part in node.item.parts if isinstance(part, tuple)]
            if len(parts) == len(node.item.parts):
                return "".join(parts)
        return shown(self._cut(node))


def _library_annotations(code: Code) -> Iterator[Unread]:
    """The libraries that `@Library('name')` or `@Library(['a', 'b'])` names."""
    items = code.root.items
    for at, sign, group in zip(items, items[1:], items[2:], strict=False):
        if isinstance(at, Token) and at.value == "@" and isinstance(sign, Token) and sign.value == "Library":
            for name in _strings(group):
                inside = code.text.cut(name.start + len(name.quote), name.end - len(name.quote))
                yield Unread(inside, unread.SHARED_LIBRARY, {"library": f"`{inside.value}`"})


def _named_at_run_time(code: Code) -> Iterator[Unread]:
    """Calls such as `"$step"()`."""
    pending = [code.root]
    while pending:
        group = pending.pop()
        pending += [item for item in group.items if isinstance(item, Group)]
        if group.opener not in {"{", ""}:
            continue
        for name, brackets in pairwise(group.items):
            if not isinstance(name, String) or not isinstance(brackets, Group) or brackets.opener != "(":
                continue
            if name.end == brackets.start and any(isinstance(part, Group) for part in name.parts):
                where = code.text.cut(name.start, name.end)
                yield Unread(where, unread.NAMED_AT_RUN_TIME, {"call": shown(where)})


def _strings(item: Item) -> Iterator[String]:
    if isinstance(item, String):
        yield item
    elif isinstance(item, Group):
        for inner in item.items:
            yield from _strings(inner)


def _bound_names(statements: Iterable[Statement]) -> frozenset[str]:
    """Every name that the file defines: methods, variables, parameters."""
    names: set[str] = set()
    pending: list[Statement | Closure] = list(statements)
    while pending:
        current = pending.pop()
        names.update(current.parameters)
        if isinstance(current, Closure):
            pending.extend(current.body)
            continue
        if current.name is not None and current.receiver is None:
            names.add(current.name)
        pending.extend(current.body or ())
        pending.extend(tree.outermost_closures(current.values))
    return frozenset(names)
