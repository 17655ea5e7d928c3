"""The standard streams: reading, writing, and errors of writing, for all commands."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import TYPE_CHECKING, BinaryIO, TextIO

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.report.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable


NOT_WRITTEN = Bilingual(
    zh="无法写入输出（{error}）；腾出空间，或者写到别处",
    en="cannot write the output ({error}); free some space, or write it elsewhere",
)


class UnwritableError(Exception):
    """The standard output can't be written, as on a full disk.

    Args:
        reason: the system's error, and the fix.
    """

    def __init__(self, reason: Bilingual) -> None:
        super().__init__(reason.en)
        self.reason = reason


def configure_streams(*, utf_8: bool) -> None:
    """Write a character that the encoding lacks as an escape, so that no character raises an error.

    Args:
        utf_8: whether the output is UTF-8 in any locale, as the formats for machines are.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = "utf-8" if utf_8 and stream is sys.stdout else None
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def write(lines: Iterable[str]) -> None:
    """Write lines to the standard output.

    If the reader closes the pipe, as `head` does, the rest is dropped silently and the exit code stays that of the
    check, as in ripgrep and ruff: under `pipefail`, ending by the signal (141) would hide the result of
    `kaniko-guide check | head`.

    Raises:
        UnwritableError: the output can't be written for another reason.
    """
    try:
        _write(sys.stdout, lines)
    except BrokenPipeError:
        return
    except OSError as error:
        raise UnwritableError(NOT_WRITTEN.format(error=error.strerror)) from error


def standard_input() -> BinaryIO | None:
    """The bytes of the standard input; None if it is closed."""
    return None if sys.stdin is None else sys.stdin.buffer


def print_error(message: str) -> None:
    """Write a line to the standard error; an error of writing it is ignored."""
    with contextlib.suppress(OSError):
        _write(sys.stderr, [f"kaniko-guide: {visible(message)}"])


def _write(stream: TextIO | None, lines: Iterable[str]) -> None:
    """Write lines to a stream; None is a stream that was closed before the start."""
    if stream is None:
        return
    try:
        for line in lines:
            stream.write(f"{line}\n")
        stream.flush()
    except OSError:
        _redirect_to_null(stream)
        raise


def _redirect_to_null(stream: TextIO) -> None:
    """Discard what a stream still buffers; otherwise Python writes it again at exit and reports the error."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)
