"""Parses shell: files, and the scripts of `sh` steps.

The grammar is that of tree-sitter for bash, which gives a tree for invalid input too. Four of its errors are corrected
here: words after the target of a redirection become targets, an escaped space after a quote is lost, a word such as
`$A/$B/c` is split after its second dollar sign, and `$ kubectl` becomes the expansion of a variable.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from functools import cache, cached_property
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.sources import shell_grammar, shell_quotes, unread
from kaniko_guide.sources.model import Command, Redirection, Script, SyntaxProblem, Word
from kaniko_guide.sources.unread import Unread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from tree_sitter import Node, Parser

    from kaniko_guide.sources.model import Step
    from kaniko_guide.sources.shell_grammar import ShellProblem
    from kaniko_guide.text import Text

SHELLS = frozenset({"sh", "bash", "ash", "dash", "ksh", "busybox", "zsh"})
"""Programs whose scripts are parsed; a script with another shebang has no commands."""

MAX_SCRIPT_LENGTH = 32_768
"""Length in characters of the longest script that is parsed; a longer one has no commands.

The parser's time can grow with the square of an invalid script's length: a thousand pipes without a command after them
take 0.1 s, eight thousand 6 s.
"""

MAX_NESTING = 50
"""Deepest nesting of expansions such as `$(…)` in a script that is read; a word contains all that is nested in it."""

_WIDE = lazy.pattern(r"[^\x00-\xff]")
_EXPANSION_NODES = frozenset(
    {
        "simple_expansion",
        "expansion",
        "command_substitution",
        "process_substitution",
        "arithmetic_expansion",
    }
)
_WORD_NODES = _EXPANSION_NODES | {
    "word",
    "number",
    "string",
    "raw_string",
    "ansi_c_string",
    "translated_string",
    "concatenation",
    "brace_expression",
    "command_name",
    "variable_assignment",
    "variable_name",
    "array",
    "regex",
    "extglob_pattern",
    "test_operator",
}
_COMMAND_NODES = frozenset({"command", "test_command", "declaration_command", "unset_command"})
_OTHER_SHELL_NODES = frozenset({"command", "command_substitution", "pipeline", "process_substitution", "subshell"})
"""What an assignment in does not reach the commands that follow; in a command it is only for this one."""
_TEXT_NODES = frozenset({"concatenation", "number", "raw_string", "string", "word"})
"""Values of one word."""
_CONDITIONAL_NODES = frozenset(
    {
        "if_statement",
        "case_statement",
        "while_statement",
        "for_statement",
        "c_style_for_statement",
        "function_definition",
        "negated_command",
    }
)
_LOOP_NODES = frozenset({"while_statement", "for_statement", "c_style_for_statement"})
_TEST_PROGRAMS = frozenset({b"test", b"[", b"grep", b"which", b"command"})
"""Programs that usually test something, so that a command after `&&` is conditional."""

_CLOSING_TOKENS = frozenset({"fi", "done", "esac", "}", ")", '"', "'"})
_QUOTES = frozenset({'"', "'"})
_GLOB_CHARACTERS = frozenset("*?[$")
_LINE_CONTINUATION = "\\\n"

MISSING_TOKEN = Bilingual(
    zh="shell 语法错误：这里缺少 `{text}`。",
    en="Shell syntax error: `{text}` is missing here.",
)
UNCLOSED_QUOTE = Bilingual(
    zh="shell 语法错误：引号没有闭合。",
    en="Shell syntax error: a quote is not closed.",
)


OPEN_QUOTE = Bilingual(
    zh="shell 语法错误：这个 `{text}` 没有闭合，除非只有运行时才知道的值里还有一个。",
    en="Shell syntax error: this `{text}` is not closed, unless a value that only the run knows contains another.",
)
OPEN_BACKTICK = Bilingual(
    zh="shell 语法错误：反引号没有闭合。",
    en="Shell syntax error: a backtick is not closed.",
)


_OPERATOR_AT_END = lazy.pattern(r"(?<![\\&|])(?:&&|\|\||\|)\s*\Z")


def read(text: Text, step: Step | None = None) -> Script:
    """Parse a script.

    Args:
        text: the script as the shell receives it.
        step: the `sh` step that runs it; None for a file.
    """
    if len(text) > MAX_SCRIPT_LENGTH:
        long = Unread(_first_line(text), unread.LONG_SCRIPT, {"limit": MAX_SCRIPT_LENGTH})
        return Script(text, (), (), step, unread=(long,))
    program = _other_interpreter(text.value)
    if program is not None:
        return Script(text, (), (), step, unread=(Unread(_first_line(text), unread.OTHER_INTERPRETER, program),))
    exact = step is None or step.exact
    parsed = _ParsedScript.parse(text, text.value if exact else _mask_expansions(text.value))
    if parsed.nesting > MAX_NESTING:
        deep = Unread(_first_line(text), unread.DEEP_SCRIPT, {"limit": MAX_NESTING})
        return Script(text, (), (), step, unread=(deep,))
    commands = sorted(_commands(parsed), key=lambda command: command.text.origin(0))
    verdict = shell_grammar.judge(text.value if exact else _mask_expansions(text.value))
    proven = verdict.problem
    if proven is not None and proven.body is not None:
        first_unread = text.origin(proven.body) if proven.body < len(text) else _end(text)
        commands = [command for command in commands if command.text.origin(0) < first_unread]
        problems: tuple[SyntaxProblem, ...] = (_as_problem(text, proven),)
    else:
        problems = tuple(_syntax_problems(parsed)) if exact and not verdict.valid else ()
        problems = problems or (tuple(_open_quote(parsed, exact=exact)) if not verdict.valid else ())
        problems = problems or ((_as_problem(text, proven),) if proven is not None and exact else ())
        problems = problems or tuple(_operator_at_end(text, commands))
        if problems and (at := _open_quote_at(problems[0], parsed, exact=exact)) is not None:
            commands = list(_before_open_quote(commands, at))
    errors = tuple(Unread(problem.where, unread.SHELL_SYNTAX_ERROR) for problem in problems[:1])
    errors = errors or tuple(_not_understood(parsed, proven))
    bash_only = tuple(_bash_only(parsed)) if exact and not problems else ()
    assigned = tuple(_assigned_names(parsed))
    constants = tuple(_constants(parsed, assigned))
    return Script(text, tuple(commands), problems, step, assigned, errors, bash_only, constants)


def _as_problem(text: Text, found: ShellProblem) -> SyntaxProblem:
    return SyntaxProblem(text.cut(found.start, found.end), found.message, found.values)


def _not_understood(parsed: _ParsedScript, found: ShellProblem | None) -> Iterator[Unread]:
    """Where a script that may be valid is not understood: by what only the run knows, or by the grammar."""
    script = parsed.text.value
    starts = [found.start] if found is not None else []
    if not starts and parsed.root.has_error:
        starts = [parsed.span(node)[0] for node in parsed.nodes if node.is_error or node.is_missing]
    for start in starts:
        end = script.find("\n", start)
        end = len(script) if end < 0 else end
        if shell_grammar.PLACEHOLDER.search(script, script.rfind("\n", 0, start) + 1, end) is None:
            yield Unread(parsed.text.cut(start, end), unread.UNCERTAIN_SHELL)
            return


def _bash_only(parsed: _ParsedScript) -> Iterator[Text]:
    """The syntax that bash has and POSIX has not."""
    for node in parsed.nodes:
        if node.type in _BASH_NODES or node.type == "expansion":
            found = parsed.text.cut(*parsed.span(node))
            if node.type != "expansion" or _BASH_EXPANSION.match(found.value):
                yield found


_BASH_NODES = frozenset({"herestring_redirect", "process_substitution", "array"})
_BASH_EXPANSION = lazy.pattern(r"\$\{(?:!\w|[A-Za-z_]\w*(?:\[|:\d|: -?\d|/|\^|,))")


def quoted_content(word: Word) -> Text | None:
    """The content of a word that is entirely in one pair of quotes; None for any other word."""
    text = word.text
    if len(text) < 2 or text.value[0] != text.value[-1] or text.value[0] not in "'\"":  # noqa: PLR2004
        return None
    inner = text.cut(1, len(text) - 1)
    if text.value[0] == "'":
        return None if "'" in inner.value else inner
    return inner.build(text.source, [(value, inner.origin(at)) for value, at in _unescaped_pieces(inner.value, 0)])


class _ParsedScript(Data, frozen=True, dict=True):
    """A script with its syntax tree, and the byte offset of each character if it is not ASCII."""

    text: Text
    root: Node
    bytes_before: list[int] | None

    @cached_property
    def nodes(self) -> list[Node]:
        """Every node, parents first, in the order of the text."""
        return list(_walk(self.root))

    @cached_property
    def conditional(self) -> frozenset[int]:
        """The IDs of the nodes of which a successful run may skip a part."""
        first_of: dict[int, Node] = {}
        return frozenset(node.id for node in self.nodes if _runs_conditionally(node, first_of))

    @cached_property
    def expansions(self) -> list[tuple[int, int]]:
        """Start and end of each expansion, outer ones first."""
        spans = (self.span(node) for node in self.nodes if node.type in _EXPANSION_NODES)
        return sorted(spans, key=lambda span: (span[0], -span[1]))

    @cached_property
    def nesting(self) -> int:
        """How many expansions are inside each other at most."""
        ends: list[int] = []
        deepest = 0
        for start, end in self.expansions:
            while ends and ends[-1] <= start:
                ends.pop()
            ends.append(end)
            deepest = max(deepest, len(ends))
        return deepest

    def expansions_in(self, start: int, end: int) -> dict[int, int]:
        """Start and end of the outermost expansions between two offsets."""
        found: dict[int, int] = {}
        at = bisect_left(self.expansions, (start, -1))
        while at < len(self.expansions) and self.expansions[at][0] < end:
            begin, stop = self.expansions[at]
            if begin < stop <= end and not self.text.value.startswith("$ ", begin):
                found[begin] = stop
            at = max(at + 1, bisect_left(self.expansions, (stop, -1)))
        return found

    @classmethod
    def parse(cls, text: Text, script: str) -> _ParsedScript:
        """Parse `script`, which has as many characters as `text`, with a line feed added to show errors at its end."""
        safe = _mask_wide_characters(script)
        tree = _parser().parse(f"{safe}\n".encode())
        widths = (len(character.encode()) for character in safe)
        return cls(text, tree.root_node, None if safe.isascii() else [0, *accumulate(widths)])

    def span(self, node: Node) -> tuple[int, int]:
        """Offsets of a node's first character and of the one after its last."""
        start, end = node.start_byte, node.end_byte
        if self.bytes_before is not None:
            start, end = bisect_left(self.bytes_before, start), bisect_left(self.bytes_before, end)
        return min(start, len(self.text)), min(end, len(self.text))


@cache
def _parser() -> Parser:
    from tree_sitter import Language, Parser  # noqa: PLC0415 (only if there is a script)

    return Parser(Language(_bash_binding().language()))


def _bash_binding() -> ModuleType:
    """The module of tree-sitter-bash in C; its package imports a tenth of the standard library for other functions."""
    package = find_spec("tree_sitter_bash")
    directories = package.submodule_search_locations if package is not None else None
    found = PathFinder.find_spec("tree_sitter_bash._binding", directories)
    if found is None or found.loader is None:
        return import_module("tree_sitter_bash")
    binding = module_from_spec(found)
    found.loader.exec_module(binding)
    return binding


def _other_interpreter(script: str) -> dict[str, str] | None:
    """The program of a shebang, if it is no shell, as a value for a message."""
    first = script.lstrip().split("\n", 1)[0]
    if not first.startswith("#!"):
        return None
    words = [word.rpartition("/")[2] for word in first[2:].split()]
    if any(word in SHELLS for word in words[:3]):
        return None
    program = next((word for word in words if word != "env" and not word.startswith("-") and "=" not in word), "")
    return {"program": program}


def _first_line(text: Text) -> Text:
    """The first line with content."""
    start = len(text.value) - len(text.value.lstrip())
    end = text.value.find("\n", start)
    return text.cut(start, len(text) if end < 0 else end)


def _mask_wide_characters(script: str) -> str:
    """Replace each character after U+00FF by `é`, which means the same to a shell.

    The scanner of tree-sitter-bash passes characters to `isdigit`, whose result is undefined for these: it may crash.
    """
    return _WIDE.sub("é", script)


def _mask_expansions(script: str) -> str:
    """Replace the content of every `${…}`, which may be a Groovy expression, by a name of the same length."""
    pieces: list[str] = []
    position = 0
    while (start := script.find("${", position)) >= 0:
        depth, end = 0, start + 1
        while end < len(script):
            depth += {"{": 1, "}": -1}.get(script[end], 0)
            if depth == 0:
                break
            end += 1
        if end == len(script):
            break
        pieces += [script[position : start + 2], "X" * (end - start - 2)]
        position = end
    pieces.append(script[position:])
    return "".join(pieces)


def _walk(root: Node) -> Iterator[Node]:
    """Every node, parents first, in the order of the text."""
    cursor = root.walk()
    while True:
        if cursor.node is not None:
            yield cursor.node
        if cursor.goto_first_child() or cursor.goto_next_sibling():
            continue
        while cursor.goto_parent():
            if cursor.goto_next_sibling():
                break
        else:
            return


def _commands(parsed: _ParsedScript) -> Iterator[Command]:
    redirects: dict[int, list[Node]] = {}
    for node in parsed.nodes:
        if node.type == "redirected_statement":
            body = node.child_by_field_name("body")
            target = _last_command(body) if body is not None else None
            if target is not None:
                redirects.setdefault(target.id, []).extend(node.children_by_field_name("redirect"))
    branch_end = loop_end = 0
    for node in parsed.nodes:
        if node.type in _LOOP_NODES:
            loop_end = max(loop_end, node.end_byte)
        if node.id in parsed.conditional:
            branch_end = max(branch_end, node.end_byte)
        if node.type in _COMMAND_NODES:
            own = [child for child in node.children if child.type.endswith("_redirect")]
            command = _create_command(parsed, node, [*own, *redirects.get(node.id, [])])
            if command is not None:
                yield replace(command, conditional=node.start_byte < branch_end, looped=node.start_byte < loop_end)


def _runs_conditionally(node: Node, first_of: dict[int, Node]) -> bool:
    """Whether a successful run may skip part of a node: a branch, a loop, a function, `a || b`, `test a && b`.

    Args:
        node: the node; the nodes above it were asked for before.
        first_of: filled with the first command of each list in a list, by the list's ID.
    """
    if node.type != "list":
        return node.type in _CONDITIONAL_NODES
    operator = node.child(1)
    if operator is not None and operator.type == "||":
        return True
    first = _first_command(node, first_of)
    name = first.child_by_field_name("name")
    return first.type == "test_command" or (name is not None and name.text in _TEST_PROGRAMS)


def _first_command(node: Node, first_of: dict[int, Node]) -> Node:
    """The first command of a list, which is that of all lists which it begins with."""
    if node.id in first_of:
        return first_of[node.id]
    lists: list[int] = []
    first = node
    while first.type == "list" and (child := first.child(0)) is not None:
        lists.append(first.id)
        first = child
    first_of.update(dict.fromkeys(lists, first))
    return first


def _assigned_names(parsed: _ParsedScript) -> Iterator[Text]:
    for node in parsed.nodes:
        field = {"variable_assignment": "name", "for_statement": "variable"}.get(node.type)
        name = node.child_by_field_name(field) if field else None
        if name is not None:
            yield parsed.text.cut(*parsed.span(name))


def _constants(parsed: _ParsedScript, assigned: tuple[Text, ...]) -> Iterator[tuple[str, str]]:
    """See `Script.constants`."""
    times = Counter(name.value for name in assigned)
    end = 0
    for node in parsed.nodes:
        if node.type in _OTHER_SHELL_NODES or node.id in parsed.conditional:
            end = max(end, node.end_byte)
        if node.type != "variable_assignment" or node.start_byte < end or len(node.children) != len("n=v"):
            continue
        name, operator, value = node.children
        word = _word_at(parsed, *parsed.span(value))
        written = parsed.text.cut(*parsed.span(name)).value
        is_literal = value.type in _TEXT_NODES and word.literal
        is_known = is_literal or _OF_VARIABLES.fullmatch(word.text.value) is not None
        if times[written] == 1 and operator.type == "=" and is_known:
            yield written, word.value


_OF_VARIABLES = lazy.pattern(r'"?(?:[\w./:@+-]|\$(?!OLDPWD|PWD)\w+|\$\{(?!OLDPWD|PWD)\w+\})*"?')
"""A value of text and variables, none of which `cd` sets: `"$REPOSITORY:$TAG"`."""


def _last_command(body: Node) -> Node | None:
    node: Node | None = body
    while node is not None and node.type not in _COMMAND_NODES:
        node = node.named_children[-1] if node.type in {"pipeline", "list", "negated_command"} else None
    return node


def _create_command(parsed: _ParsedScript, node: Node, redirects: list[Node]) -> Command | None:
    spans: list[tuple[int, int]] = []
    redirections: list[Redirection] = []
    for child in node.children:
        if child.type == "variable_assignment" and node.type == "command":
            continue
        if not child.type.endswith("_redirect"):
            spans += [parsed.span(part) for part in _word_nodes(child)]
    for redirect in redirects:
        spans += [parsed.span(part) for part in redirect.children_by_field_name("argument")]
        targets = [parsed.span(part) for part in redirect.children_by_field_name("destination")]
        operator = next((part for part in redirect.children if not part.is_named), None)
        if targets and operator is not None:
            redirections.append(Redirection(operator.type, _word_at(parsed, *targets[0])))
            spans += targets[1:]
    if not spans:
        return None
    spans = _join_adjacent(parsed.text.value, _split_prompt(parsed.text.value, sorted(set(spans))))
    words = tuple(_word_at(parsed, start, end) for start, end in spans)
    return Command(words, parsed.text.cut(spans[0][0], spans[-1][1]), tuple(redirections))


def _word_nodes(node: Node) -> Iterator[Node]:
    """The words in a node; in `[ … ]`, operators and brackets are words too."""
    pending = [node]
    while pending:
        part = pending.pop()
        if part.type not in _WORD_NODES and part.children:
            pending += part.children
        elif part.end_byte > part.start_byte:
            yield part


def _split_prompt(script: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Split `$ kubectl`, which the grammar parses as one expansion, into two words."""
    start, end = spans[0]
    inside = script[start:end]
    name = inside[1:].lstrip(" \t")
    if inside.startswith("$") and 0 < len(name) < len(inside) - 1:
        return [(start, start + 1), (end - len(name), end), *spans[1:]]
    return spans


def _join_adjacent(script: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join words that are separated by nothing or only by an escaped space."""
    joined = [spans[0]]
    for (_, end), (start, stop) in pairwise(spans):
        gap = script[end:start].replace(_LINE_CONTINUATION, "")
        if start < end:
            continue
        escaped = len(gap) > 1 and gap.startswith("\\") and not gap[2:].strip("\\")
        if escaped or not gap:
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((start, stop))
    return joined


def _word_at(parsed: _ParsedScript, start: int, end: int) -> Word:
    expansions = parsed.expansions_in(start, end)
    value, literal = _unquote(parsed.text.value, start, end, expansions)
    return Word(parsed.text.cut(start, end), value, literal=literal and not expansions)


def _unquote(script: str, start: int, end: int, skip: dict[int, int]) -> tuple[str, bool]:
    """Remove quotes as the shell does, keeping expansions as they are written.

    Args:
        script: the text that contains the word.
        start: the offset of the word.
        end: the offset after the word.
        skip: start and end of each expansion in the word.

    Returns:
        The word, and whether it has neither an expansion nor an unquoted glob.
    """
    out: list[str] = []
    literal = True
    quote = ""
    at = start
    while at < end:
        character = script[at]
        if at in skip and quote != "'":
            out.append(script[at : skip[at]])
            at = skip[at]
            continue
        if quote:
            if character == quote:
                quote = ""
            elif quote == '"' and character == "\\" and script[at + 1 : at + 2] in _ESCAPABLE_IN_DOUBLE_QUOTES:
                at += 1
                out.append(script[at].replace("\n", ""))
            else:
                literal = literal and (quote == "'" or character != "$")
                out.append(character)
        elif character in "'\"":
            quote = character
        elif character == "$" and script[at + 1 : at + 2] in {"'", '"'}:
            pass
        elif character == "\\" and at + 1 < end:
            at += 1
            out.append(script[at].replace("\n", ""))
        else:
            literal = literal and character not in _GLOB_CHARACTERS
            out.append(character)
        at += 1
    return "".join(out), literal


_ESCAPABLE_IN_DOUBLE_QUOTES = frozenset('$`"\\\n')


def _unescaped_pieces(inner: str, at: int) -> Iterator[tuple[str, int]]:
    """Text in double quotes, from an offset on, without escape characters, in pieces with their offsets."""
    while (escape := inner.find("\\", at)) >= 0:
        yield inner[at:escape], at
        escaped = inner[escape + 1 : escape + 2]
        if escaped in _ESCAPABLE_IN_DOUBLE_QUOTES:
            yield escaped.replace("\n", ""), escape + 1
        else:
            yield inner[escape : escape + 2], escape
        at = escape + 2
    yield inner[at:], at


def _operator_at_end(text: Text, commands: list[Command]) -> Iterator[SyntaxProblem]:
    """`&&`, `||` or `|` at the end of a script, directly after a command's last word."""
    end = _OPERATOR_AT_END.search(text.value)
    if end is None or not commands:
        return
    before = text.value[: end.start()].rstrip()
    last = before.rpartition("\n")[2]
    if before and text.origin(len(before)) == max(_end(command.text) for command in commands) and "#" not in last:
        operator = end[0].rstrip()
        where = text.cut(end.start(), end.start() + len(operator))
        yield SyntaxProblem(where, shell_grammar.NO_COMMAND_AFTER, {"text": operator})


def _end(text: Text) -> int:
    return text.origin(len(text))


def _syntax_problems(parsed: _ParsedScript) -> Iterator[SyntaxProblem]:
    """The syntax errors that are certain.

    The grammar also reports errors in valid scripts (29 of 889 on a Debian system, for example at `for i do`). So a
    missing token counts only if the tree has no other error, and an unclosed quote only if `shlex` reports it too.
    """
    errors = [node for node in parsed.nodes if node.is_error]
    missing = [node for node in parsed.nodes if node.is_missing]
    if missing and not errors and all(node.type in _CLOSING_TOKENS for node in missing):
        for node in missing:
            at, _ = parsed.span(node)
            if node.type in _QUOTES and node.parent is not None:
                start, _ = parsed.span(node.parent)
                yield SyntaxProblem(parsed.text.cut(start, start + 1), UNCLOSED_QUOTE)
                continue
            yield SyntaxProblem(parsed.text.cut(at, at), MISSING_TOKEN, {"text": node.type})
    elif errors and _has_open_quote(_without_heredocs(parsed)):
        spans = [parsed.span(node) for node in errors]
        at = next((start for start, _ in spans if parsed.text.value.startswith(("'", '"'), start)), spans[0][0])
        yield SyntaxProblem(parsed.text.cut(at, at + 1), UNCLOSED_QUOTE)


def _open_quote(parsed: _ParsedScript, *, exact: bool) -> Iterator[SyntaxProblem]:
    """A quote or backtick that nothing closes, where the grammar finds an error too."""
    script = parsed.text.value if exact else _mask_expansions(parsed.text.value)
    if not parsed.root.has_error or "<<" in script or (at := shell_quotes.open_quote(script)) is None:
        return
    where = parsed.text.cut(at, at + 1)
    if not exact:
        yield SyntaxProblem(where, OPEN_QUOTE, {"text": where})
    elif where.value == "`":
        yield SyntaxProblem(where, OPEN_BACKTICK)


def _open_quote_at(problem: SyntaxProblem, parsed: _ParsedScript, *, exact: bool) -> int | None:
    """Where in the file the quote of a syntax error begins that nothing closes; None for another error."""
    if problem.where.value[:1] not in _QUOTE_STARTS:
        return None
    script = parsed.text.value if exact else _mask_expansions(parsed.text.value)
    at = shell_quotes.open_quote(script) if "<<" not in script else None
    return problem.where.origin(0) if at is None else min(parsed.text.origin(at), problem.where.origin(0))


_QUOTE_STARTS = frozenset({"'", '"', "`"})


def _before_open_quote(commands: list[Command], at: int) -> Iterator[Command]:
    """The commands that a quote without an end can't be a part of.

    Args:
        commands: in their order.
        at: where the last quote begins. The one that lacks its end may be earlier, in a word that goes on in the next
            line up to a quote there.
    """
    for command in commands:
        if _end(command.text) > at or any(_goes_on(word.text.value) for word in command.words):
            return
        yield command


def _goes_on(word: str) -> bool:
    return "\n" in word.replace(_LINE_CONTINUATION, "")


def _without_heredocs(parsed: _ParsedScript) -> str:
    script, end_of_last = "", 0
    for node in parsed.nodes:
        if node.type == "heredoc_body":
            start, end = parsed.span(node)
            script += parsed.text.value[end_of_last:start]
            end_of_last = max(end_of_last, end)
    return script + parsed.text.value[end_of_last:]


def _has_open_quote(script: str) -> bool:
    import shlex  # noqa: PLC0415 (only for a script that may have an error)

    try:
        shlex.split(script, comments=True)
    except ValueError as error:
        return str(error) == "No closing quotation"
    return False
