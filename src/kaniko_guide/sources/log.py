"""Reads build logs in any common encoding, line by line and in constant memory.

The site's `diagnose.js` does the same in the browser; tests compare the two.
"""

from __future__ import annotations

import codecs
import re
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

LONGEST_LINE = 8_192
"""Length in bytes (UTF-8 or GB18030) of the longest line; longer lines are split."""

_CHUNK = 1 << 20
_BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_INVISIBLE = re.compile(r"\x1b\[8mha:[^\x1b]*\x1b\[0m|\x1b\[[0-?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f]")
"""Jenkins' hidden console notes, colour codes, and control characters other than the tab."""


def lines(stream: BinaryIO) -> Iterator[str]:
    """The lines of a log, without colour codes, control characters and trailing whitespace.

    A line that is not UTF-8 is decoded as GB18030. UTF-16 is recognized by its byte order mark.

    Args:
        stream: the log.
    """
    for line in _decoded_lines(stream):
        yield _INVISIBLE.sub("", line).rstrip()


def join_wrapped_lines(wrapped: Iterable[str], separator: str, prefixes: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Join lines that a terminal wrapped: a line of the maximum length continues in the next one.

    Args:
        wrapped: the lines.
        separator: empty if the terminal wraps at any character; a space if it wraps between words, in which case lines
            of two thirds of the maximum length continue too.
        prefixes: the beginnings of lines that never continue the previous one.

    Yields:
        The number of the first line, from 1, and the joined line.
    """
    wrapped_lines = list(wrapped)
    longest = max(map(len, wrapped_lines), default=0)
    continues_from = longest if not separator else longest * 2 // 3
    start, joined = 1, ""
    for number, line in enumerate(wrapped_lines, 1):
        if joined and line.startswith(prefixes):
            yield start, joined
            start, joined = number, ""
        joined = f"{joined}{separator}{line}" if joined else line
        if len(line) < continues_from or len(joined) > LONGEST_LINE or not line:
            yield start, joined
            start, joined = number + 1, ""
    if joined:
        yield start, joined


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
