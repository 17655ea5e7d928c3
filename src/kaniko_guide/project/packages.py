"""Reads the names of the scripts in the `package.json` of a project."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from kaniko_guide.project import files
from kaniko_guide.text import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path, PurePosixPath

FILE = "package.json"

_INSTALLED = frozenset({"node_modules", "bower_components", "vendor"})
"""Directories with the packages of others."""

_MOST_FILES = 100
"""How many such files are read at most; a project with more is not checked."""


def npm_scripts(root: Path, paths: Iterable[PurePosixPath]) -> Mapping[PurePosixPath, frozenset[str]]:
    """The names of the scripts, by the path of each `package.json` that is understood.

    Args:
        root: the directory of the project.
        paths: its files, relative to the directory.
    """
    own = [path for path in paths if path.name == FILE and _INSTALLED.isdisjoint(path.parts)]
    return dict(_read_all(root, own)) if len(own) <= _MOST_FILES else {}


def _read_all(root: Path, paths: Iterable[PurePosixPath]) -> Iterator[tuple[PurePosixPath, frozenset[str]]]:
    top = root.resolve()
    for path in paths:
        place = root / path
        if not files.stays_within(place, top):
            continue
        try:
            content: Any = msgspec.json.decode(files.read_source(place, place.as_posix()).text)
        except (UnreadableError, msgspec.DecodeError):
            continue
        scripts = content.get("scripts", {}) if isinstance(content, dict) else None
        if isinstance(scripts, dict):
            yield path, frozenset(map(str, scripts))
