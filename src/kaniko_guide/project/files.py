"""Opens and decodes files and standard input."""

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
"""Size in bytes of the largest file that is read."""

EMPTY_PATH = "''"
"""How messages show an empty path."""

TOO_LARGE = Bilingual(
    zh="文件超过 1 MB，应该是手写的文件；请检查更小的文件",
    en="found more than 1 MB, expected a file written by hand; check smaller files",
)
NOT_A_REGULAR_FILE = Bilingual(
    zh="这是管道、套接字或设备，应该是普通文件；要检查管道的内容，用 - 从标准输入读取",
    en="found a pipe, a socket or a device, expected a regular file; use - to check the output of a pipe",
)
STDIN_IS_CLOSED = Bilingual(
    zh="标准输入已关闭，应该有文件内容；用 < 或管道提供",
    en="standard input is closed, expected the content of a file; provide it with < or a pipe",
)
LINK_OUTSIDE = Bilingual(
    zh="符号链接指向当前目录之外，没有打开；如果这是有意的，写出它指向的路径",
    en="not opened, as the symbolic link points outside the current directory; name its target if that is intended",
)
PATH_IS_EMPTY = Bilingual(
    zh="路径为空，应该是文件或目录；检查变量是否没有赋值",
    en="found an empty path, expected a file or directory; check whether a variable is unset",
)


def is_directory(path: str) -> bool:
    """Whether a path is a directory; False if the system can't determine it."""
    return os.path.isdir(path)  # noqa: PTH112 (`Path.is_dir` raises some system errors)


def exists(path: Path) -> bool:
    """Whether a path exists; False if the system can't determine it."""
    return os.path.exists(path)  # noqa: PTH110 (as in `is_directory`)


def regular_file_size(path: Path) -> int | None:
    """The size of a regular file in bytes; None for anything else, such as a pipe or a broken link.

    Raises:
        OSError: the system can't determine what it is.
    """
    try:
        status = path.stat()
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.ELOOP}:
            return None
        raise
    return status.st_size if stat.S_ISREG(status.st_mode) else None


def looks_like_text(path: Path) -> bool:
    """Whether the first 8000 bytes of a file are UTF-8 text."""
    with path.open("rb") as file:
        start = file.read(8000)
    return b"\0" not in start and "\ufffd" not in start.decode("utf-8", "replace")[:-4]


def stays_within(path: Path, top: Path) -> bool:
    """Whether a symbolic link points into a directory, or is broken."""
    try:
        return path.resolve().is_relative_to(top)
    except (OSError, RuntimeError):
        return True


def reject_link_outside(path: str) -> None:
    """Reject a path below the working directory that a symbolic link leads out of it, as a hostile repository has.

    Args:
        path: as the user named it; an absolute path and one with `..` are where the user wants them.

    Raises:
        UnreadableError: it leads out of the working directory.
    """
    named = Path(path)
    if named.is_absolute() or ".." in named.parts:
        return
    try:
        top = Path.cwd()
    except OSError:
        return
    if not stays_within(named, top):
        raise UnreadableError(named.as_posix(), LINK_OUTSIDE)


def read_source(path: Path, name: str) -> Source:
    """The text of a file.

    Args:
        path: the file.
        name: the path that findings show.

    Raises:
        UnreadableError: it can't be read, is not UTF-8, or is larger than `MAX_BYTES`.
    """
    with _open_regular_file(path, name) as file:
        return _decode_limited(file.read(MAX_BYTES + 1), name)


def read_stdin(stdin: BinaryIO | None, name: str = STDIN) -> Source:
    """The text of standard input; otherwise like `read_source`."""
    with open_binary("-", stdin) as stream:
        return _decode_limited(stream.read(MAX_BYTES + 1), name)


@contextmanager
def open_binary(path: str, stdin: BinaryIO | None) -> Iterator[BinaryIO]:
    """Open a regular file, or standard input for `-`, for reading bytes; the size is not limited.

    Args:
        path: as the user named it.
        stdin: standard input; None if it is closed.

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
    """Open a file if it is a regular one; opening a pipe would block until another program writes to it."""
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
