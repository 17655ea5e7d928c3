"""Which of the files at the paths that the user names are checked."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import field

from kaniko_guide.data import Data
from kaniko_guide.project import files
from kaniko_guide.project.progress import NO_PROGRESS, Progress

if TYPE_CHECKING:
    from kaniko_guide.project.patterns import PathPatterns


CONFIGURATION_NAMES = ("kaniko-guide.toml", ".kaniko-guide.toml")
"""The names of the configuration file."""


def repository_root(directory: Path) -> Path | None:
    """The repository that contains a directory: the next parent, or itself, with `.git`; None if there is none.

    Args:
        directory: an absolute path.
    """
    return next((parent for parent in (directory, *directory.parents) if files.exists(parent / ".git")), None)


class Selection(Data, frozen=True):
    """Which files are checked, and what the user says about them.

    Attributes:
        exclude: patterns of files that are not checked, each with the directory to which they are relative.
        gitignore: whether files that git ignores are not checked in directories.
        stdin_path: the path of the file whose content standard input is; None if it has none.
        configuration_directory: the directory whose configuration file is used; None if none is looked for.
        progress: what to report while files are found and read.
        seen: the files found before, which are not checked again.
    """

    exclude: tuple[tuple[Path, PathPatterns], ...] = ()
    gitignore: bool = True
    stdin_path: str | None = None
    configuration_directory: Path | None = None
    progress: Progress = NO_PROGRESS
    seen: set[Path] = field(default_factory=set)

    def excludes(self, path: Path, base: Path) -> bool:
        """Whether a file is excluded.

        Args:
            path: of the file.
            base: what patterns are relative to if the file is not in their directory.
        """
        return any(listed.ignores_tree(_relative_parts(path, (root, base))) for root, listed in self.exclude)


def _relative_parts(path: Path, bases: tuple[Path, ...]) -> tuple[str, ...]:
    """The parts of a path, relative to the first of these directories that contains it, otherwise its name."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 (a link stays in the path)
    for base in bases:
        if absolute.is_relative_to(base):
            return absolute.relative_to(base).parts or (absolute.name,)
    return (absolute.name,)
