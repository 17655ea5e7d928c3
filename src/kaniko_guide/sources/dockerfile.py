"""Parses Dockerfiles with the grammar of BuildKit, whose parser is part of the executor.

Errors have the text that the executor prints: cases h1 to h3 of the recorded runs, and BuildKit's
`frontend/dockerfile/instructions/parse.go` for the others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.sources import unread
from kaniko_guide.sources.budget import MAX_STAGES
from kaniko_guide.sources.model import Dockerfile, Instruction, SyntaxProblem, Word
from kaniko_guide.sources.unread import Unread
from kaniko_guide.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_AT_LEAST_ONE = "at least one argument"
_EXACTLY_ONE = "exactly one argument"
_REQUIRED_ARGUMENTS: dict[str, str | None] = {
    "ADD": "at least two arguments",
    "ARG": _AT_LEAST_ONE,
    "CMD": None,
    "COPY": "at least two arguments",
    "ENTRYPOINT": None,
    "ENV": _AT_LEAST_ONE,
    "EXPOSE": _AT_LEAST_ONE,
    "FROM": "either one or three arguments",
    "HEALTHCHECK": _AT_LEAST_ONE,
    "LABEL": _AT_LEAST_ONE,
    "MAINTAINER": _EXACTLY_ONE,
    "ONBUILD": _AT_LEAST_ONE,
    "RUN": None,
    "SHELL": _AT_LEAST_ONE,
    "STOPSIGNAL": _EXACTLY_ONE,
    "USER": _EXACTLY_ONE,
    "VOLUME": _AT_LEAST_ONE,
    "WORKDIR": _EXACTLY_ONE,
}
"""Every instruction, and the number of arguments that it requires, as BuildKit's error names it."""

KNOWN_INSTRUCTIONS = frozenset(_REQUIRED_ARGUMENTS)

_JSON_FORM = frozenset({"ADD", "CMD", "COPY", "ENTRYPOINT", "RUN", "SHELL", "VOLUME"})
_HEREDOC_FORM = frozenset({"ADD", "COPY", "RUN"})
_QUOTED_WORDS = frozenset({"ARG", "CMD", "ENTRYPOINT", "ENV", "HEALTHCHECK", "LABEL", "RUN"})
_WHITESPACE = " \t\v\f\r"
_MIN_COPY_ARGUMENTS = 2

PARSE_ERROR = Bilingual(
    zh="Kaniko 会报 `dockerfile parse error on line {line}: {text}`。",
    en="Kaniko fails with `dockerfile parse error on line {line}: {text}`.",
)
FILE_ERROR = Bilingual(
    zh="Kaniko 会报 `parsing dockerfile: {text}`。",
    en="Kaniko fails with `parsing dockerfile: {text}`.",
)


class _Line(Data, frozen=True):
    """A physical line without its line end, and the offset of the next line."""

    text: Text
    next: int


def has_only_known_instructions(dockerfile: Dockerfile) -> bool:
    """Whether a Dockerfile has no unknown instruction."""
    return all(instruction.keyword in _REQUIRED_ARGUMENTS for instruction in dockerfile.instructions)


def read(text: Text) -> Dockerfile:
    """Parse a Dockerfile."""
    lines = _lines(text)
    escape = _escape_character(lines)
    instructions: list[Instruction] = []
    problems: list[SyntaxProblem] = []
    at = 0
    while at < len(lines):
        logical, at = _read_logical_line(lines, at, escape)
        if logical is None:
            continue
        instruction = _parse_instruction(logical, escape)
        heredocs, at, unterminated = _read_heredocs(instruction, lines, at)
        if unterminated is not None:
            problems.append(_parse_error(unterminated, "unterminated heredoc"))
        instruction = replace(instruction, heredocs=tuple(heredocs))
        instructions.append(instruction)
        problems += _parse_errors(instruction)
    mark = next(_template_marks(instructions), None)
    if mark is not None:
        values = {"mark": mark.value, "kind": "Dockerfile"}
        return Dockerfile(text, (), (), (Unread(mark, unread.TEMPLATE, values),))
    known = [instruction for instruction in instructions if instruction.keyword in _REQUIRED_ARGUMENTS]
    if not instructions:
        problems.append(SyntaxProblem(text.cut(0, 0), FILE_ERROR, {"text": "file with no instructions"}))
    elif known and not problems:
        first = next((instruction for instruction in known if instruction.keyword != "ARG"), known[-1])
        if first.keyword != "FROM":
            problems.append(SyntaxProblem(first.where, FILE_ERROR, {"text": "no build stage in current context"}))
    later_stages = [entry for entry in instructions if entry.keyword == "FROM"][MAX_STAGES:]
    over = tuple(Unread(entry.where, unread.MANY_STAGES, {"limit": MAX_STAGES}) for entry in later_stages[:1])
    return Dockerfile(text, tuple(instructions), tuple(problems), over)


def _template_marks(instructions: Iterable[Instruction]) -> Iterator[Text]:
    """The marks of a template: in place of an instruction, or in an argument that cannot be a format of Go."""
    for instruction in instructions:
        if instruction.where.value.startswith(_TEMPLATE_MARKS):
            yield instruction.where.cut(0, 2)
        for word in instruction.arguments if instruction.keyword in _WITHOUT_FORMATS else ():
            found = (word.text.value.find(mark) for mark in _TEMPLATE_MARKS)
            at = min((offset for offset in found if offset >= 0), default=None)
            if at is not None:
                yield word.text.cut(at, at + 2)


_TEMPLATE_MARKS = ("{{", "{%", "<%")
_WITHOUT_FORMATS = frozenset({"ADD", "COPY", "EXPOSE", "FROM", "USER", "WORKDIR"})


def _lines(text: Text) -> list[_Line]:
    lines: list[_Line] = []
    start = 0
    while start < len(text):
        newline = text.value.find("\n", start)
        end, next_start = (newline, newline + 1) if newline >= 0 else (len(text), len(text))
        if end > start and text.value[end - 1] == "\r":
            end -= 1
        lines.append(_Line(text.cut(start, end), next_start))
        start = next_start
    return lines


def _escape_character(lines: list[_Line]) -> str:
    """The escape character: a backslash, unless an `escape` directive at the top sets another one."""
    for line in lines:
        stripped = line.text.value.strip(_WHITESPACE)
        key, equals, value = stripped.removeprefix("#").partition("=")
        if not stripped.startswith("#") or not equals or not key.strip(_WHITESPACE).isalnum():
            break
        if key.strip(_WHITESPACE).lower() == "escape" and value.strip(_WHITESPACE) in {"\\", "`"}:
            return value.strip(_WHITESPACE)
    return "\\"


def _read_logical_line(lines: list[_Line], at: int, escape: str) -> tuple[Text | None, int]:
    """A line joined with its continuation lines, and the index of the next line; None for a comment or empty line."""
    pieces: list[tuple[str, int]] = []
    started = False
    while at < len(lines):
        line = lines[at].text
        at += 1
        stripped = line.value.strip(_WHITESPACE)
        if not stripped or stripped.startswith("#"):
            if started:
                continue
            return None, at
        end = _continuation_offset(line.value, escape)
        start = 0 if started else len(line.value) - len(line.value.lstrip(_WHITESPACE))
        started = True
        pieces += line.cut(start, len(line) if end is None else end).pieces()
        if end is None:
            break
    if not any(characters.strip(_WHITESPACE) for characters, _ in pieces):
        return None, at
    return Text.build(lines[0].text.source, pieces), at


def _continuation_offset(line: str, escape: str) -> int | None:
    """The offset of the continuation character at the end of a line; None if there is none."""
    stripped = line.rstrip(_WHITESPACE)
    if stripped.endswith(escape) and not stripped.endswith(escape * 2):
        return len(stripped) - 1
    return None


def _parse_instruction(line: Text, escape: str) -> Instruction:
    (start, end), *spans = _word_spans(line, "", escape)
    keyword = line.cut(start, end)
    name = keyword.value.upper()
    flags: list[Word] = []
    for start, stop in spans:
        if not line.value.startswith("--", start):
            break
        flags.append(_unquoted_word(line.cut(start, stop), escape))
        end = stop
    rest = line.cut(end)
    array = _json_words(rest) if name in _JSON_FORM else None
    if array is None:
        quotes = "'\"" if name in _QUOTED_WORDS else ""
        spans = _word_spans(rest, quotes, escape)
        if name in {*_HEREDOC_FORM, "ONBUILD"} and "<<" in rest.value:
            spans = _heredoc_spans(rest, spans)
        arguments = tuple(_unquoted_word(rest.cut(*span), escape) for span in spans)
    else:
        arguments = tuple(array)
    return Instruction(name, keyword, tuple(flags), arguments, json=array is not None, heredocs=(), text=line)


def _word_spans(text: Text, quotes: str, escape: str) -> list[tuple[int, int]]:
    """Start and end of each word.

    Words are separated by whitespace, except inside `quotes` and, if `quotes` is not empty, after an escape character.
    """
    spans: list[tuple[int, int]] = []
    start: int | None = None
    quote = ""
    skip = False
    for at, character in enumerate(text.value):
        if start is None:
            if character in _WHITESPACE:
                continue
            start = at
        if skip:
            skip = False
        elif quotes and character == escape and quote != "'":
            skip = True
        elif quote:
            quote = "" if character == quote else quote
        elif character in quotes:
            quote = character
        elif character in _WHITESPACE:
            spans.append((start, at))
            start = None
    if start is not None:
        spans.append((start, len(text)))
    return spans


def _unquoted_word(text: Text, escape: str) -> Word:
    """A word without quotes and escape characters; variables are kept as written."""
    out: list[str] = []
    quote = ""
    literal = True
    characters = iter(text.value)
    for character in characters:
        if character == escape and quote != "'":
            out.append(next(characters, ""))
        elif quote and character == quote:
            quote = ""
        elif not quote and character in "'\"":
            quote = character
        else:
            literal = literal and not (character == "$" and quote != "'") and (bool(quote) or character not in "*?[")
            out.append(character)
    return Word(text, "".join(out), literal)


def _json_words(rest: Text) -> list[Word] | None:
    """The strings of the JSON form; None if the text is not a JSON array of strings."""
    import json  # noqa: PLC0415 (few runs read a Dockerfile)

    try:
        array = json.loads(rest.value)
    except (ValueError, RecursionError):
        return None
    if not isinstance(array, list) or not all(isinstance(item, str) for item in array):
        return None
    words: list[Word] = []
    at = 0
    for value in array:
        start = rest.value.index('"', at)
        at = start + 1
        while rest.value[at] != '"':
            at += 2 if rest.value[at] == "\\" else 1
        at += 1
        words.append(Word(rest.cut(start, at), value, literal="$" not in value and not set(value) & set("*?[")))
    return words


def _heredoc_spans(rest: Text, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans of words, where a heredoc whose delimiter follows after white space is one word."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        previous = merged[-1] if merged else (0, 0)
        if rest.value[slice(*previous)].lstrip("0123456789") == "<<":
            merged[-1] = (previous[0], end)
        else:
            merged.append((start, end))
    return merged


def _read_heredocs(instruction: Instruction, lines: list[_Line], at: int) -> tuple[list[Text], int, Text | None]:
    """The contents of an instruction's heredocs, the index of the next line, and the start of an unterminated one."""
    bodies: list[Text] = []
    trigger = (
        instruction.arguments[0].value.upper() if instruction.keyword == "ONBUILD" and instruction.arguments else ""
    )
    if not {instruction.keyword, trigger} & _HEREDOC_FORM or instruction.json:
        return bodies, at, None
    for argument in instruction.arguments:
        heredoc = _heredoc_delimiter(argument.text.value)
        if heredoc is None:
            continue
        delimiter, strip_tabs = heredoc
        body: list[tuple[str, int]] = []
        while at < len(lines):
            line = lines[at].text
            at += 1
            if (line.value.lstrip("\t") if strip_tabs else line.value) == delimiter:
                break
            body += [*line.pieces(), ("\n", line.origin(len(line)))]
        else:
            return bodies, at, argument.text
        bodies.append(Text.build(instruction.text.source, body))
    return bodies, at, None


def _heredoc_delimiter(word: str) -> tuple[str, bool] | None:
    """The delimiter of a heredoc, and whether tabs before it are removed; None if the word starts no heredoc."""
    start = word.lstrip("0123456789")
    if not start.startswith("<<"):
        return None
    strip_tabs = start.startswith("<<-")
    name = start[3:] if strip_tabs else start[2:].lstrip(_WHITESPACE)
    quoted = len(name) > 2 and name[0] == name[-1] and name[0] in "'\""  # noqa: PLR2004
    bare = name[1:-1] if quoted else name
    if not bare or set(bare) & set("<'\"$()"):
        return None
    return bare, strip_tabs


def _parse_errors(instruction: Instruction) -> Iterator[SyntaxProblem]:
    keyword = instruction.keyword
    if keyword not in _REQUIRED_ARGUMENTS:
        close = lazy.close_matches(keyword, _REQUIRED_ARGUMENTS, 1)
        hint = f" (did you mean {close[0]}?)" if close else ""
        yield _parse_error(instruction.where, f"unknown instruction: {instruction.where.value}{hint}")
        return
    count = len(instruction.arguments)
    required = _REQUIRED_ARGUMENTS[keyword]
    too_few = {
        "at least one argument": count < 1,
        "exactly one argument": count < 1,
        "at least two arguments": count < _MIN_COPY_ARGUMENTS,
        "either one or three arguments": count not in {1, 3},
    }
    if required is not None and too_few[required]:
        yield _parse_error(instruction.where, f"{keyword} requires {required}")
    if keyword == "ONBUILD" and instruction.arguments:
        trigger = instruction.arguments[0]
        if trigger.value.upper() in {"ONBUILD", "FROM", "MAINTAINER"}:
            yield _parse_error(trigger.text, f"{trigger.value.upper()} isn't allowed as an ONBUILD trigger")
        elif trigger.value.upper() not in _REQUIRED_ARGUMENTS:
            yield _parse_error(trigger.text, f"unknown instruction: {trigger.value}")


def _parse_error(where: Text, text: str) -> SyntaxProblem:
    return SyntaxProblem(where, PARSE_ERROR, {"line": where.position().line, "text": text})
