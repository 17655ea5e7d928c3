"""Parses shell: files, and the scripts of `sh` steps.

The grammar is that of tree-sitter for bash, which gives a tree for invalid input too. Four of its errors are corrected
here: words after the target of a redirection become targets, an escaped space after a quote is lost, a word such as
`$A/$B/c` is split after its second dollar sign, and `$ kubectl` becomes the expansion of a variable.
"""

from __future__ import annotations

import re
import shlex
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import tree_sitter_bash
from tree_sitter import Language, Parser

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.sources.model import Command, Redirection, Script, SyntaxProblem, Word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

    from kaniko_guide.sources.model import Step
    from kaniko_guide.text import Text

SHELLS = frozenset({"sh", "bash", "ash", "dash", "ksh", "busybox", "zsh"})
"""Programs whose scripts are parsed; a script with another shebang has no commands."""

MAX_SCRIPT_LENGTH = 32_768
"""Length in characters of the longest script that is parsed; a longer one has no commands.

The parser's time can grow with the square of an invalid script's length: a thousand pipes without a command after them
take 0.1 s, eight thousand 6 s.
"""

_WIDE = re.compile(r"[^\x00-\xff]")
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
_TEST_PROGRAMS = frozenset({b"test", b"[", b"grep", b"which", b"command"})
"""Programs that usually test something, so that a command after `&&` is conditional."""

_CLOSING_TOKENS = frozenset({"fi", "done", "esac", "}", ")", '"', "'"})
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


def read(text: Text, step: Step | None = None) -> Script:
    """Parse a script.

    Args:
        text: the script as the shell receives it.
        step: the `sh` step that runs it; None for a file.
    """
    if len(text) > MAX_SCRIPT_LENGTH or not _is_shell(text.value):
        return Script(text, (), (), step)
    exact = step is None or step.exact
    parsed = _ParsedScript.parse(text, text.value if exact else _mask_expansions(text.value))
    commands = sorted(_commands(parsed), key=lambda command: command.text.origin(0))
    problems = tuple(_syntax_problems(parsed)) if exact else ()
    return Script(text, tuple(commands), problems, step, tuple(_assigned_names(parsed)))


def quoted_content(word: Word) -> Text | None:
    """The content of a word that is entirely in one pair of quotes; None for any other word."""
    text = word.text
    if len(text) < 2 or text.value[0] != text.value[-1] or text.value[0] not in "'\"":  # noqa: PLR2004
        return None
    inner = text.cut(1, len(text) - 1)
    if text.value[0] == "'":
        return None if "'" in inner.value else inner
    return inner.build(text.source, [(value, inner.origin(at)) for value, at in _unescaped_pieces(inner.value, 0)])


@dataclass(frozen=True)
class _ParsedScript:
    """A script with its syntax tree, and the byte offset of each character if it is not ASCII."""

    text: Text
    root: Node
    bytes_before: list[int] | None

    @cached_property
    def nodes(self) -> list[Node]:
        """Every node, parents first, in the order of the text."""
        return list(_walk(self.root))

    @cached_property
    def expansions(self) -> list[tuple[int, int]]:
        """Start and end of each expansion, outer ones first."""
        spans = (self.span(node) for node in self.nodes if node.type in _EXPANSION_NODES)
        return sorted(spans, key=lambda span: (span[0], -span[1]))

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
    return Parser(Language(tree_sitter_bash.language()))


def _is_shell(script: str) -> bool:
    first = script.lstrip().split("\n", 1)[0]
    if not first.startswith("#!"):
        return True
    words = [word.rpartition("/")[2] for word in first[2:].split()]
    return any(word in SHELLS for word in words[:3])


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
    branch_end = 0
    for node in parsed.nodes:
        if _runs_conditionally(node):
            branch_end = max(branch_end, node.end_byte)
        if node.type in _COMMAND_NODES:
            own = [child for child in node.children if child.type.endswith("_redirect")]
            command = _create_command(parsed, node, [*own, *redirects.get(node.id, [])])
            if command is not None:
                yield replace(command, conditional=node.start_byte < branch_end)


def _runs_conditionally(node: Node) -> bool:
    """Whether a successful run may skip part of a node: a branch, a loop, a function, `a || b`, `test a && b`."""
    if node.type != "list":
        return node.type in _CONDITIONAL_NODES
    first, operator = node.children[0], node.children[1] if len(node.children) > 1 else None
    if operator is not None and operator.type == "||":
        return True
    while first.type == "list" and first.children:
        first = first.children[0]
    name = first.child_by_field_name("name")
    return first.type == "test_command" or (name is not None and name.text in _TEST_PROGRAMS)


def _assigned_names(parsed: _ParsedScript) -> Iterator[Text]:
    for node in parsed.nodes:
        field = {"variable_assignment": "name", "for_statement": "variable"}.get(node.type)
        name = node.child_by_field_name(field) if field else None
        if name is not None:
            yield parsed.text.cut(*parsed.span(name))


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
            yield SyntaxProblem(parsed.text.cut(at, at), MISSING_TOKEN, {"text": node.type})
    elif errors and _has_open_quote(_without_heredocs(parsed)):
        spans = [parsed.span(node) for node in errors]
        at = next((start for start, _ in spans if parsed.text.value.startswith(("'", '"'), start)), spans[0][0])
        yield SyntaxProblem(parsed.text.cut(at, at + 1), UNCLOSED_QUOTE)


def _without_heredocs(parsed: _ParsedScript) -> str:
    script, end_of_last = "", 0
    for node in parsed.nodes:
        if node.type == "heredoc_body":
            start, end = parsed.span(node)
            script += parsed.text.value[end_of_last:start]
            end_of_last = max(end_of_last, end)
    return script + parsed.text.value[end_of_last:]


def _has_open_quote(script: str) -> bool:
    try:
        shlex.split(script, comments=True)
    except ValueError as error:
        return str(error) == "No closing quotation"
    return False
