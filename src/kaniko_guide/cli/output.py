"""The standard streams: reading, writing, and errors of writing, for all commands."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TextIO

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.project import files
from kaniko_guide.report.neutral import visible
from kaniko_guide.report.redaction import without_secrets
from kaniko_guide.report.style import wants_color

if TYPE_CHECKING:
    from collections.abc import Iterable


NOT_WRITTEN = Bilingual(
    zh="无法写入输出（{error}）；腾出空间，或者写到别处",
    en="cannot write the output ({error}); free some space, or write it elsewhere",
)


FILE_NOT_WRITTEN = Bilingual(
    zh="{path}: 无法写入（{error}）；检查路径和权限",
    en="{path}: cannot be written ({error}); check the path and its permissions",
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


def has_color() -> bool:
    """Whether text on the standard output is colored."""
    terminal = sys.stdout is not None and sys.stdout.isatty()
    return wants_color(os.environ, terminal=terminal)


def write(lines: Iterable[str], path: str | None = None) -> None:
    """Write lines to the standard output, or to a file.

    If the reader closes the pipe, as `head` does, the rest is dropped silently and the exit code stays that of the
    check, as in ripgrep and ruff: under `pipefail`, ending by the signal (141) would hide the result of
    `kaniko-guide check | head`.

    Raises:
        UnwritableError: the output can't be written for another reason.
    """
    if path is not None:
        write_file(lines, path)
        return
    try:
        _write(sys.stdout, lines)
    except BrokenPipeError:
        return
    except OSError as error:
        raise UnwritableError(NOT_WRITTEN.format(error=error.strerror)) from error


def write_file(lines: Iterable[str], path: str) -> None:
    """Write a file in UTF-8. It is replaced as a whole, so that no program reads a part of it.

    A symbolic link is replaced, not followed; a device or pipe is written to.

    Raises:
        UnwritableError: it can't be written.
    """
    text = "".join(f"{line}\n" for line in lines).encode("utf-8", "backslashreplace")
    temporary = Path(f"{path}.{os.getpid()}.tmp")
    try:
        if os.path.exists(path) and not os.path.isfile(path):  # noqa: PTH110, PTH113 (these raise no error)
            Path(path).write_bytes(text)
            return
        with temporary.open("xb") as file:
            file.write(text)
        temporary.replace(path)
    except (OSError, ValueError) as error:
        with contextlib.suppress(OSError, ValueError):
            temporary.unlink()
        reason = error.strerror if isinstance(error, OSError) else None
        raise UnwritableError(FILE_NOT_WRITTEN.format(path=path or files.EMPTY_PATH, error=reason or error)) from error


def standard_input() -> BinaryIO | None:
    """The bytes of the standard input; None if it is closed."""
    return None if sys.stdin is None else sys.stdin.buffer


def ask(lines: Iterable[str], question: str) -> bool:
    """Write lines and a question to the standard error, and read the answer from the terminal.

    Returns:
        Whether the answer is yes.
    """
    for line in lines:
        with contextlib.suppress(OSError):
            _write(sys.stderr, [visible(without_secrets(line))])
    with contextlib.suppress(OSError):
        sys.stderr.write(question)
        sys.stderr.flush()
    return sys.stdin is not None and sys.stdin.readline().strip().lower() in {"y", "yes", "是"}


def print_error(message: str) -> None:
    """Write a line to the standard error; an error of writing it is ignored."""
    with contextlib.suppress(OSError):
        _write(sys.stderr, [f"kaniko-guide: {visible(without_secrets(message))}"])


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
