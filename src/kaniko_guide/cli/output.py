"""The standard streams: how all commands read and write, and what happens where they take nothing more."""

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
    zh="输出写不进去（{words}）；腾出空间，或者写到别处",
    en="the output can't be written ({words}); make room, or write it elsewhere",
)


class UnwritableError(Exception):
    """The standard output takes nothing more, as on a full disk.

    Args:
        reason: what the system says, and how to mend it.
    """

    def __init__(self, reason: Bilingual) -> None:
        super().__init__(reason.en)
        self.reason = reason


def prepare(*, utf_8: bool) -> None:
    """Let no character stop the output: one that the encoding lacks stands as its number.

    Args:
        utf_8: whether the output is UTF-8 whatever the locale says, as machines expect it.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = "utf-8" if utf_8 and stream is sys.stdout else None
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def write(lines: Iterable[str]) -> None:
    """Write lines to the standard output.

    Whoever closes the pipe, as `head` does, has read enough: the rest is dropped without a word, and the command ends
    with its own exit code, since that says what was found and not who read it. So do ripgrep and ruff, which don't die
    by the signal either: under `pipefail` its 141 would hide the verdict of `kaniko-guide check | head`.

    Raises:
        UnwritableError: the output can't be written for another reason.
    """
    try:
        _write(sys.stdout, lines)
    except BrokenPipeError:
        return
    except OSError as error:
        raise UnwritableError(NOT_WRITTEN.format(words=error.strerror)) from error


def standard_input() -> BinaryIO | None:
    """The bytes of the standard input; None where it is closed."""
    return None if sys.stdin is None else sys.stdin.buffer


def complain(words: str) -> None:
    """Write a line to the standard error, as far as it takes one."""
    with contextlib.suppress(OSError):
        _write(sys.stderr, [f"kaniko-guide: {visible(words)}"])


def _write(stream: TextIO | None, lines: Iterable[str]) -> None:
    """Write lines to a stream; None is one that was closed before the start."""
    if stream is None:
        return
    try:
        for line in lines:
            stream.write(f"{line}\n")
        stream.flush()
    except OSError:
        _drop(stream)
        raise


def _drop(stream: TextIO) -> None:
    """Send what a stream still holds nowhere, else Python would try again at its end and complain."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)
