"""The files of a recipe or an example as a parsed project. Several parts of the site need it; it is read once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kaniko_guide import project
from kaniko_guide_site import stamps

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.project import Project
    from kaniko_guide_site.stamps import Stamps


def read(directory: Path, shown_from: Path) -> Project:
    """The parsed files of a directory; read again when one of them changes.

    Args:
        directory: of a recipe or an example.
        shown_from: as in `project.read`.

    Raises:
        UnreadableError: see there.
    """
    return _read(directory, shown_from, stamps.below(directory))


@lru_cache(maxsize=1024)
def _read(directory: Path, shown_from: Path, _stamps: Stamps) -> Project:
    return project.read(directory, shown_from=shown_from)
