"""Tells which files git records as not executable, from the file `.git/index`.

git itself is never run: see `project.gitignore`.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from struct import Struct
from typing import TYPE_CHECKING

from kaniko_guide.project import files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_BYTES = 10_000_000
"""Size in bytes of the largest index that is read."""

_HEADER = Struct(">4sLL")
_ENTRY = Struct(">24xL32xH")
"""The mode and the flags of an entry; in front of, between and after them times, sizes and the hash of the content."""

_READ_VERSIONS = frozenset({2, 3})
"""Version 4, which few repositories use, abbreviates paths."""

_PLAIN = 0o100644
_MODES = frozenset({_PLAIN, 0o100755, 0o120000, 0o160000, 0o040000})
_HAS_MORE_FLAGS = 0x4000


def plain_files(directory: Path) -> frozenset[PurePosixPath]:
    """The files that git records as not executable; none if the index is not there, or is not understood.

    Args:
        directory: the root of the repository.
    """
    path = directory / ".git" / "index"
    try:
        if path.is_symlink() or not 0 < (files.regular_file_size(path) or 0) <= MAX_BYTES:
            return frozenset()
        content = path.read_bytes()
    except OSError:
        return frozenset()
    entries = list(_entries(content))
    is_understood = all(mode in _MODES for _, mode in entries)
    return frozenset(name for name, mode in entries if mode == _PLAIN) if is_understood else frozenset()


def _entries(content: bytes) -> Iterator[tuple[PurePosixPath, int]]:
    """The path and the mode of each file."""
    if len(content) < _HEADER.size:
        return
    signature, version, count = _HEADER.unpack_from(content)
    if signature != b"DIRC" or version not in _READ_VERSIONS:
        return
    at = _HEADER.size
    for _ in range(count):
        if at + _ENTRY.size > len(content):
            return
        mode, flags = _ENTRY.unpack_from(content, at)
        start = at + _ENTRY.size + (2 if flags & _HAS_MORE_FLAGS else 0)
        end = content.find(b"\0", start)
        if end < 0:
            return
        yield PurePosixPath(content[start:end].decode("utf-8", "surrogateescape")), mode
        at += (end - at) // 8 * 8 + 8
