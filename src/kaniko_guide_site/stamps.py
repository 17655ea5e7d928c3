"""Stamps of files, which change when a file is written: cached content is kept under them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

Stamp = tuple[int, int] | None
Stamps = tuple[tuple[str, int], ...]


def stamp(path: Path) -> Stamp:
    """The stamp of a file; None if it does not exist.

    Args:
        path: of the file.
    """
    try:
        about = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return about.st_mtime_ns, about.st_size


def below(directory: Path) -> Stamps:
    """A value that changes when any file below a directory is written.

    Args:
        directory: see above.
    """
    found = []
    for above, directories, names in os.walk(directory):
        for name in (*directories, *names):
            path = f"{above}/{name}"
            found.append((path, os.stat(path).st_mtime_ns))  # noqa: PTH116 (called often; `Path` objects are slower)
    return tuple(sorted(found))
