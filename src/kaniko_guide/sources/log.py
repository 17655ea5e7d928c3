"""Reads build logs in any common encoding, line by line and in constant memory.

The site's `diagnose.js` does the same in the browser; tests compare the two.
"""

from __future__ import annotations

import codecs
from contextlib import suppress
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.data import Data

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from typing import BinaryIO

NARROWEST = 60
"""Width in characters of the narrowest terminal that is recognized by the lengths of the lines."""

LAST_WORD = 16
"""How many characters narrower than the terminal a line may be that it wrapped between words."""

USUAL_WIDTHS = frozenset({80, 100, 120, 132, 160})
"""Widths of terminals that a single line of the maximum length shows."""

FEWEST_WRAPPED = 3
"""How many different lines that were wrapped between words show a terminal's width."""

LONGEST_LINE = 8_192
"""Length in bytes (UTF-8 or GB18030) of the longest line; longer lines are split."""

_CHUNK = 1 << 20
_BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_INVISIBLE = lazy.pattern(
    r"\x1b\[8mha:[^\x1b]*\x1b\[0m|(?:\x1b|\^\[|\\(?:033|x1b|u001b))\[[0-?]*[ -/]*[@-~]"
    r"|\[(?:[0-9]|[34][0-9]|9[0-7]|10[0-7])(?:;[0-9]{1,3})*m(?!\])|[\x00-\x08\x0b-\x1f\x7f]"
)
"""Hidden console notes of Jenkins; color codes, also written out; control characters other than the tab."""
_ENTITY = lazy.pattern(r"&(lt|gt|quot|apos|nbsp|amp|#34|#39|#x27);")
_ENTITIES = {
    "lt": "<",
    "gt": ">",
    "quot": '"',
    "apos": "'",
    "nbsp": " ",
    "amp": "&",
    "#34": '"',
    "#39": "'",
    "#x27": "'",
}
_RETURN_IN_NAME = lazy.pattern(r"(?<=[^ \t\r\n])\r(?=['\"’”]?[:：])")
"""A carriage return that ends the name in an error of a shell or a program of BusyBox; they print it as it is."""
_WIDE_SPACE = lazy.pattern(r"[\u00a0\u2000-\u200a\u202f]")
_CURLY = lazy.pattern(r"(?<!['‘])([“”])(?!['’])|(?<!')[‘’](?!')")
"""Quotes that a page typeset; not the ones that an error names as the wrong character."""


def lines(stream: BinaryIO) -> Iterator[str]:
    """The lines of a log, without color codes, control characters and trailing whitespace.

    A carriage return within a line, as progress bars write it, becomes a space, but one at the end of the name in an
    error becomes `^M`, as Bash and Git write it. What a web page changed is changed back: entities of HTML, typeset
    quotes and spaces.

    A line that is not UTF-8 is decoded as GB18030. UTF-16 is recognized by its byte order mark.

    Args:
        stream: the log.
    """
    for line in _decoded_lines(stream):
        printed = _as_printed(_RETURN_IN_NAME.sub("^M", line).replace("\r", " "))
        yield _INVISIBLE.sub("", printed).rstrip()


class LogLine(Data, frozen=True):
    """A line of a log, or several that a terminal wrapped, joined.

    Attributes:
        number: of the first physical line, from 1.
        pieces: the physical lines.
        separator: between them in `text`.
    """

    number: int
    pieces: tuple[str, ...]
    separator: str = ""

    @property
    def text(self) -> str:
        """The whole line."""
        return self.separator.join(self.pieces)

    def piece_at(self, position: int) -> tuple[int, str]:
        """Number and text of the physical line that has a position of the whole line; the last one if none has it.

        Args:
            position: in `text`.
        """
        end = 0
        for index, piece in enumerate(self.pieces[:-1]):
            end += len(piece) + len(self.separator)
            if position <= end:
                return self.number + index, piece
        return self.number + len(self.pieces) - 1, self.pieces[-1]


def numbered(lines: Iterable[str]) -> Iterator[LogLine]:
    """Lines with their numbers.

    Args:
        lines: the physical lines of a log.
    """
    for number, line in enumerate(lines, 1):
        yield LogLine(number, (line,))


def joint_of(lines: Sequence[str], prefixes: tuple[str, ...]) -> str | None:
    """The separator with which the lines of a log have to be joined, if their lengths show that it was wrapped.

    None if they do not show it: a single long line may be whole, unless a usual terminal is as wide. A terminal that
    wraps at any character leaves several lines of the same, maximum length; one that wraps between words leaves lines
    to which the next word would not have fit.

    Args:
        lines: of the log.
        prefixes: the beginnings of lines that never continue the previous one.
    """
    width = max(map(len, lines), default=0)
    if width < NARROWEST:
        return None
    full = {line for line in lines if len(line) >= width - 1}
    long = {
        line
        for line, after in pairwise(lines)
        if width - LAST_WORD < len(line) and not after.startswith(prefixes) and _continues(line, after, width)
    }
    if (len(full) > 1 or width in USUAL_WIDTHS) and len(full) * 2 > len(full | long):
        return ""
    return " " if len(long) >= FEWEST_WRAPPED else None


def _continues(line: str, after: str, width: int) -> bool:
    first, _, _ = after.partition(" ")
    return bool(first) and len(line) + 1 + len(first) > width


def join_wrapped_lines(wrapped: Iterable[str], separator: str, prefixes: tuple[str, ...]) -> Iterator[LogLine]:
    """Join lines that a terminal wrapped: a line of the maximum length continues in the next one.

    Args:
        wrapped: the lines.
        separator: empty if the terminal wraps at any character: a line that is one character shorter lost a space at
            its end. A space if it wraps between words: a line continues if the next word would hardly have fit.
        prefixes: the beginnings of lines that never continue the previous one.
    """
    wrapped_lines = list(wrapped)
    longest = max(map(len, wrapped_lines), default=0)
    pieces: list[str] = []
    length = 0
    for number, (line, after) in enumerate(zip_longest(wrapped_lines, wrapped_lines[1:], fillvalue=""), 1):
        if pieces and line.startswith(prefixes):
            yield LogLine(number - len(pieces), tuple(pieces), separator)
            pieces, length = [], 0
        lost_space = not separator and 0 < len(line) == longest - 1
        pieces.append(f"{line} " if lost_space else line)
        length += len(line) + len(separator)
        continues = _continues(line, after, longest - LAST_WORD) if separator else len(line) >= longest - 1
        if not continues or length > LONGEST_LINE or not line:
            yield LogLine(number + 1 - len(pieces), tuple(pieces), separator)
            pieces, length = [], 0
    if pieces:
        yield LogLine(len(wrapped_lines) + 1 - len(pieces), tuple(pieces), separator)


def join_indented_lines(lines: Iterable[str]) -> Iterator[LogLine]:
    """Join lines as YAML folds a text: a line continues in the lines below that are indented more.

    Its escaped and doubled quotes become plain ones.

    Args:
        lines: the lines.
    """
    pieces: list[str] = []
    length = indentation = 0
    number = 0
    for number, line in enumerate(lines, 1):
        text = line.lstrip(" ")
        indented = len(line) - len(text)
        if pieces and not (length > 1 and text and indented > indentation and length + len(text) < LONGEST_LINE):
            yield LogLine(number - len(pieces), tuple(pieces), " ")
            pieces, length = [], 0
        if not pieces:
            indentation = indented
        pieces.append(text.replace('\\"', '"').replace("''", "'"))
        length += len(text) + 1
    if pieces:
        yield LogLine(number + 1 - len(pieces), tuple(pieces), " ")


def _as_printed(line: str) -> str:
    if "&" in line:
        line = _ENTITY.sub(lambda found: _ENTITIES[found[1]], line)
    if line.isascii():
        return line
    return _CURLY.sub(lambda found: '"' if found[1] else "'", _WIDE_SPACE.sub(" ", line))


def _decoded_lines(stream: BinaryIO) -> Iterator[str]:
    first = stream.read(_CHUNK)
    mark = next((mark for mark in _BYTE_ORDER_MARKS if first.startswith(mark)), b"")
    encoding = _BYTE_ORDER_MARKS.get(mark, "utf-8")
    chunks = _chunks(first[len(mark) :], stream)
    if encoding != "utf-8":
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        chunks = (decoder.decode(chunk).encode() for chunk in chunks)
    return map(_decode_line, _split_lines(chunks))


def _chunks(first: bytes, stream: BinaryIO) -> Iterator[bytes]:
    chunk = first
    while chunk:
        yield chunk
        chunk = stream.read(_CHUNK)


def _split_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield from _limit_length(line)
        while len(rest) > LONGEST_LINE:
            yield rest[:LONGEST_LINE]
            rest = rest[LONGEST_LINE:]
    if rest:
        yield from _limit_length(rest)


def _limit_length(line: bytes) -> Iterator[bytes]:
    yield from (line[start : start + LONGEST_LINE] for start in range(0, max(len(line), 1), LONGEST_LINE))


def _decode_line(line: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return line.decode(encoding)
    return line.decode(errors="replace")
