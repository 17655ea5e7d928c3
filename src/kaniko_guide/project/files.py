"""Opens files and the standard input, and decodes what is in them."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.text import STDIN, Source, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 1_000_000
"""Bytes of the largest file that is read."""

EMPTY_PATH = "''"

TOO_LARGE = Bilingual(
    zh="超过 1 MB，应该是人写的文件；检查小一些的文件",
    en="found more than 1 MB, expected a file that a person wrote; check smaller ones",
)
NOT_A_REGULAR_FILE = Bilingual(
    zh="这是管道、套接字或设备，应该是文件；要检查管道里的内容，用 - 从标准输入读",
    en="found a pipe, a socket or a device, expected a file; to check what a pipe gives, read it with -",
)
STDIN_IS_CLOSED = Bilingual(
    zh="标准输入是关着的，应该能读到文件的内容；用 < 或管道给它",
    en="it is closed, expected a file's content; give it by < or a pipe",
)
PATH_IS_EMPTY = Bilingual(
    zh="路径是空的，应该是文件或目录；检查变量是不是没有值",
    en="found an empty path, expected a file or folder; check whether a variable is unset",
)


def is_directory(path: str) -> bool:
    """Whether a folder is there; no where it can't be told."""
    return os.path.isdir(path)  # noqa: PTH112 (`Path.is_dir` raises where the system refuses an answer)


def exists(path: Path) -> bool:
    """Whether anything is there; no where it can't be told."""
    return os.path.exists(path)  # noqa: PTH110 (as in `is_directory`)


def regular_file_size(path: Path) -> int | None:
    """The bytes of a file; None for what is none, such as a pipe or a link to nothing.

    Raises:
        OSError: the system refuses to tell what it is.
    """
    try:
        status = path.stat()
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.ELOOP}:
            return None
        raise
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def looks_like_text(path: Path) -> bool:
    """Whether a file begins like UTF-8 text."""
    with path.open("rb") as file:
        head = file.read(8000)
    return b"\0" not in head and "\ufffd" not in head.decode("utf-8", "replace")[:-4]


def stays_within(path: Path, top: Path) -> bool:
    """Whether a link leads to a place in a folder, or nowhere."""
    try:
        return path.resolve().is_relative_to(top)
    except (OSError, RuntimeError):
        return True


def read_source(path: Path, name: str) -> Source:
    """The text of a file.

    Args:
        path: the file.
        name: the path that findings show.

    Raises:
        UnreadableError: it can't be read, is not UTF-8, or is larger than a person writes.
    """
    with _open_regular_file(path, name) as file:
        return _decode_limited(file.read(MAX_BYTES + 1), name)


def read_stdin(stdin: BinaryIO | None) -> Source:
    """The text of the standard input, as `source` gives that of a file."""
    with open_binary("-", stdin) as stream:
        return _decode_limited(stream.read(MAX_BYTES + 1), STDIN)


@contextmanager
def open_binary(path: str, stdin: BinaryIO | None) -> Iterator[BinaryIO]:
    """The bytes of a regular file, or of the standard input for `-`, however many there are.

    Args:
        path: as the reader names it.
        stdin: the standard input; None when it is closed.

    Raises:
        UnreadableError: it can't be read.
    """
    if not path:
        raise UnreadableError(EMPTY_PATH, PATH_IS_EMPTY)
    if path != "-":
        with _open_regular_file(Path(path), path) as file:
            yield file
    elif stdin is None:
        raise UnreadableError(STDIN, STDIN_IS_CLOSED)
    else:
        try:
            yield stdin
        except OSError as error:
            raise UnreadableError.from_os_error(STDIN, error) from error


@contextmanager
def _open_regular_file(path: Path, name: str) -> Iterator[BinaryIO]:
    """A regular file, whatever it is called: whoever opens a pipe waits until someone writes."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnreadableError(name, NOT_A_REGULAR_FILE)
        with path.open("rb") as file:
            yield file
    except OSError as error:
        raise UnreadableError.from_os_error(name, error) from error


def _decode_limited(content: bytes, name: str) -> Source:
    if len(content) > MAX_BYTES:
        raise UnreadableError(name, TOO_LARGE)
    return Source.decode(content, name)
