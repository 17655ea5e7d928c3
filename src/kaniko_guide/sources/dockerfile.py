"""Reads a Dockerfile, in BuildKit's grammar, whose parser the executor carries.

Problems speak the executor's own words (cases h1 to h3 of the recorded runs; BuildKit's
`frontend/dockerfile/instructions/parse.go` for the others).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.sources.model import Dockerfile, Instruction, SyntaxProblem, Word
from kaniko_guide.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

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
"""Every instruction, and how many arguments it requires, in BuildKit's words."""

_JSON_FORM = frozenset({"ADD", "CMD", "COPY", "ENTRYPOINT", "RUN", "SHELL", "VOLUME"})
_HEREDOC_FORM = frozenset({"ADD", "COPY", "RUN"})
_QUOTED_WORDS = frozenset({"ARG", "CMD", "ENTRYPOINT", "ENV", "HEALTHCHECK", "LABEL", "RUN"})
_WHITESPACE = " \t\v\f\r"
_TWO = 2

PARSE_ERROR = Bilingual(
    zh="Kaniko 会报 `dockerfile parse error on line {line}: {text}`。",
    en="Kaniko stops with `dockerfile parse error on line {line}: {text}`.",
)
FILE_ERROR = Bilingual(
    zh="Kaniko 会报 `parsing dockerfile: {text}`。",
    en="Kaniko stops with `parsing dockerfile: {text}`.",
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A physical line without its end, and the offset in the text behind that end."""

    text: Text
    next: int


def has_only_known_instructions(dockerfile: Dockerfile) -> bool:
    """Whether all its instructions are such as Docker has."""
    return all(instruction.keyword in _REQUIRED_ARGUMENTS for instruction in dockerfile.instructions)


def read(text: Text) -> Dockerfile:
    """Read a Dockerfile."""
    lines = _lines(text)
    escape = _escape_character(lines)
    instructions: list[Instruction] = []
    problems: list[SyntaxProblem] = []
    at = 0
    while at < len(lines):
        logical, at = _logical_line(lines, at, escape)
        if logical is None:
            continue
        instruction = _instruction(logical, escape)
        heredocs, at, unended = _heredocs(instruction, lines, at)
        if unended is not None:
            problems.append(_parse_error(unended, "unterminated heredoc"))
        instruction = replace(instruction, heredocs=tuple(heredocs))
        instructions.append(instruction)
        problems += _parse_errors(instruction)
    known = [found for found in instructions if found.keyword in _REQUIRED_ARGUMENTS]
    if not instructions:
        problems.append(SyntaxProblem(text.cut(0, 0), FILE_ERROR, {"text": "file with no instructions"}))
    elif known and not problems:
        first = next((found for found in known if found.keyword != "ARG"), known[-1])
        if first.keyword != "FROM":
            problems.append(SyntaxProblem(first.where, FILE_ERROR, {"text": "no build stage in current context"}))
    return Dockerfile(text, tuple(instructions), tuple(problems))


def _lines(text: Text) -> list[_Line]:
    lines: list[_Line] = []
    start = 0
    while start < len(text):
        newline = text.value.find("\n", start)
        end, behind = (newline, newline + 1) if newline >= 0 else (len(text), len(text))
        if end > start and text.value[end - 1] == "\r":
            end -= 1
        lines.append(_Line(text.cut(start, end), behind))
        start = behind
    return lines


def _escape_character(lines: list[_Line]) -> str:
    """The escape character: a backslash, unless a directive at the very top says otherwise."""
    for line in lines:
        stripped = line.text.value.strip(_WHITESPACE)
        key, equals, value = stripped.removeprefix("#").partition("=")
        if not stripped.startswith("#") or not equals or not key.strip(_WHITESPACE).isalnum():
            break
        if key.strip(_WHITESPACE).lower() == "escape" and value.strip(_WHITESPACE) in {"\\", "`"}:
            return value.strip(_WHITESPACE)
    return "\\"


def _logical_line(lines: list[_Line], at: int, escape: str) -> tuple[Text | None, int]:
    """An instruction's line with its continuations, and the index of the line behind; None for a comment or blank."""
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
    """Where the continuation character stands that ends a line; None if there is none."""
    stripped = line.rstrip(_WHITESPACE)
    if stripped.endswith(escape) and not stripped.endswith(escape * 2):
        return len(stripped) - 1
    return None


def _instruction(line: Text, escape: str) -> Instruction:
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
        arguments = tuple(_unquoted_word(rest.cut(*span), escape) for span in _word_spans(rest, quotes, escape))
    else:
        arguments = tuple(array)
    return Instruction(name, keyword, tuple(flags), arguments, json=array is not None, heredocs=(), text=line)


def _word_spans(text: Text, quotes: str, escape: str) -> list[tuple[int, int]]:
    """Where the words stand: split at blanks, but not inside of these quotes or, if there are any, behind an escape."""
    spans: list[tuple[int, int]] = []
    start: int | None = None
    quote = ""
    skip = False
    for at, here in enumerate(text.value):
        if start is None:
            if here in _WHITESPACE:
                continue
            start = at
        if skip:
            skip = False
        elif quotes and here == escape and quote != "'":
            skip = True
        elif quote:
            quote = "" if here == quote else quote
        elif here in quotes:
            quote = here
        elif here in _WHITESPACE:
            spans.append((start, at))
            start = None
    if start is not None:
        spans.append((start, len(text)))
    return spans


def _unquoted_word(text: Text, escape: str) -> Word:
    """Remove quotes and escapes; variables stay as they are written."""
    out: list[str] = []
    quote = ""
    literal = True
    characters = iter(text.value)
    for here in characters:
        if here == escape and quote != "'":
            out.append(next(characters, ""))
        elif quote and here == quote:
            quote = ""
        elif not quote and here in "'\"":
            quote = here
        else:
            literal = literal and not (here == "$" and quote != "'") and (bool(quote) or here not in "*?[")
            out.append(here)
    return Word(text, "".join(out), literal)


def _json_words(rest: Text) -> list[Word] | None:
    """The strings of the JSON form; None if it is not an array of strings."""
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


def _heredocs(instruction: Instruction, lines: list[_Line], at: int) -> tuple[list[Text], int, Text | None]:
    """The bodies of an instruction's heredocs, the index of the line behind them, and the mark that never came."""
    bodies: list[Text] = []
    trigger = (
        instruction.arguments[0].value.upper() if instruction.keyword == "ONBUILD" and instruction.arguments else ""
    )
    if not {instruction.keyword, trigger} & _HEREDOC_FORM or instruction.json:
        return bodies, at, None
    for argument in instruction.arguments:
        mark = _heredoc_delimiter(argument.text.value)
        if mark is None:
            continue
        name, strip_tabs = mark
        body: list[tuple[str, int]] = []
        while at < len(lines):
            line = lines[at].text
            at += 1
            if (line.value.lstrip("\t") if strip_tabs else line.value) == name:
                break
            body += [*line.pieces(), ("\n", line.origin(len(line)))]
        else:
            return bodies, at, argument.text
        bodies.append(Text.build(instruction.text.source, body))
    return bodies, at, None


def _heredoc_delimiter(word: str) -> tuple[str, bool] | None:
    """The name that ends a heredoc, and whether tabs are cut before it; None if the word begins no heredoc."""
    start = word.lstrip("0123456789")
    if not start.startswith("<<"):
        return None
    strip_tabs = start.startswith("<<-")
    name = start[3:] if strip_tabs else start[2:]
    bare = name[1:-1] if len(name) > _TWO and name[0] == name[-1] and name[0] in "'\"" else name
    if not bare or set(bare) & set("<'\"$()"):
        return None
    return bare, strip_tabs


def _parse_errors(instruction: Instruction) -> Iterator[SyntaxProblem]:
    keyword = instruction.keyword
    if keyword not in _REQUIRED_ARGUMENTS:
        close = get_close_matches(keyword, _REQUIRED_ARGUMENTS, 1)
        hint = f" (did you mean {close[0]}?)" if close else ""
        yield _parse_error(instruction.where, f"unknown instruction: {instruction.where.value}{hint}")
        return
    count = len(instruction.arguments)
    required = _REQUIRED_ARGUMENTS[keyword]
    lacking = {
        "at least one argument": count < 1,
        "exactly one argument": count < 1,
        "at least two arguments": count < _TWO,
        "either one or three arguments": count not in {1, 3},
    }
    if required is not None and lacking[required]:
        yield _parse_error(instruction.where, f"{keyword} requires {required}")
    if keyword == "ONBUILD" and instruction.arguments:
        trigger = instruction.arguments[0]
        if trigger.value.upper() in {"ONBUILD", "FROM", "MAINTAINER"}:
            yield _parse_error(trigger.text, f"{trigger.value.upper()} isn't allowed as an ONBUILD trigger")
        elif trigger.value.upper() not in _REQUIRED_ARGUMENTS:
            yield _parse_error(trigger.text, f"unknown instruction: {trigger.value}")


def _parse_error(where: Text, text: str) -> SyntaxProblem:
    return SyntaxProblem(where, PARSE_ERROR, {"line": where.position().line, "text": text})
