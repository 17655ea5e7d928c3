"""Reads the log of a build, however it was saved, line by line and in constant memory.

The browser's reader (`diagnose.js`) does the same; tests compare the two.
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
"""Bytes of UTF-8 or GB18030; a longer line is read as several."""

_CHUNK = 1 << 20
_BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_INVISIBLE = re.compile(r"\x1b\[8mha:[^\x1b]*\x1b\[0m|\x1b\[[0-?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f]")
"""Jenkins' hidden notes, colours, and what no one can see; a tab stays."""


def lines(stream: BinaryIO) -> Iterator[str]:
    """The lines of a log, without colours and line ends.

    Bytes that are not UTF-8 are taken as GB18030, line by line; UTF-16 is known by its mark.

    Args:
        stream: the log.
    """
    for line in _decoded_lines(stream):
        yield _INVISIBLE.sub("", line).rstrip()


def join_wrapped_lines(read: Iterable[str], joint: str, prefixes: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Lines that a terminal broke, put together: those of the greatest length go on in the next.

    Args:
        read: the lines.
        joint: what is put between: nothing where the break was anywhere, a space where it was between words; then
            lines of two thirds of the greatest length go on, too.
        prefixes: how lines begin that do not continue the line before.

    Yields:
        The number of the first line, from 1, and the whole.
    """
    kept = list(read)
    longest = max(map(len, kept), default=0)
    goes_on = longest if not joint else longest * 2 // 3
    start, whole = 1, ""
    for number, line in enumerate(kept, 1):
        if whole and line.startswith(prefixes):
            yield start, whole
            start, whole = number, ""
        whole = f"{whole}{joint}{line}" if whole else line
        if len(line) < goes_on or len(whole) > LONGEST_LINE or not line:
            yield start, whole
            start, whole = number + 1, ""
    if whole:
        yield start, whole


def _decoded_lines(stream: BinaryIO) -> Iterator[str]:
    head = stream.read(_CHUNK)
    mark = next((mark for mark in _BYTE_ORDER_MARKS if head.startswith(mark)), b"")
    encoding = _BYTE_ORDER_MARKS.get(mark, "utf-8")
    chunks = _chunks(head[len(mark) :], stream)
    if encoding != "utf-8":
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        chunks = (decoder.decode(chunk).encode() for chunk in chunks)
    return map(_decode_line, _split_lines(chunks))


def _chunks(head: bytes, stream: BinaryIO) -> Iterator[bytes]:
    while head:
        yield head
        head = stream.read(_CHUNK)


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
