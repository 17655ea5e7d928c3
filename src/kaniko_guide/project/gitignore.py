"""Tells which files git ignores, from the files `.gitignore` and `.git/info/exclude`.

git itself is never run: the configuration of a hostile repository can make it run any program. As git does, a
`.gitignore` that is a symbolic link is not read. The user's own list (`core.excludesFile`) is not read either, so that
the result is the same on every machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.project import files, patterns
from kaniko_guide.project.patterns import PathPatterns, TooManyPatternsError
from kaniko_guide.project.selection import repository_root

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

GITIGNORE = ".gitignore"
MAX_BYTES = 100_000
"""Size in bytes of the largest `.gitignore` that is read."""


class IgnoredFiles:
    """Which files below a directory are ignored.

    Attributes:
        unread: the lists that are too long, or have too many patterns with those above them, which are not used.
    """

    def __init__(self, top: Path) -> None:
        """Read the lists of the directories above.

        Args:
            top: the absolute path of the directory that is searched.
        """
        self.unread: list[Path] = []
        self._root = repository_root(top) or top
        self._levels: dict[Path, tuple[tuple[int, PathPatterns], ...] | None] = {}
        levels = self._read((), self._root / ".git" / "info" / "exclude", 0)
        for directory in (self._root, *reversed(top.parents)):
            if directory != top and directory.is_relative_to(self._root):
                depth = len(directory.parts) - len(self._root.parts)
                levels = self._read(levels, directory / GITIGNORE, depth)
        self._levels[top.parent] = levels
        self._top = top

    def enter(self, directory: Path) -> None:
        """Read the list of a directory.

        Args:
            directory: an absolute path; its parent was entered before, unless it is the one that is searched.
        """
        levels = self._levels.get(directory.parent)
        if levels is None or (directory != self._top and self._is_ignored(levels, directory, is_directory=True)):
            self._levels[directory] = None
            return
        depth = len(directory.parts) - len(self._root.parts)
        self._levels[directory] = self._read(levels, directory / GITIGNORE, depth)

    def ignores(self, directory: Path, name: str) -> bool:
        """Whether a file is ignored.

        Args:
            directory: its directory, which was entered.
            name: its name.
        """
        levels = self._levels[directory]
        return levels is None or self._is_ignored(levels, directory / name, is_directory=False)

    def _is_ignored(self, levels: Sequence[tuple[int, PathPatterns]], path: Path, *, is_directory: bool) -> bool:
        if not levels:
            return False
        parts = path.parts[len(self._root.parts) :]
        for depth, listed in reversed(levels):
            ignored = listed.ignores(parts[depth:], is_directory=is_directory)
            if ignored is not None:
                return ignored
        return False

    def _read(
        self, levels: tuple[tuple[int, PathPatterns], ...], path: Path, depth: int
    ) -> tuple[tuple[int, PathPatterns], ...]:
        """The lists, with the one of a file if it can be read.

        Args:
            levels: those of the directories above.
            path: the file.
            depth: how many directories below the root of the repository its patterns apply.
        """
        try:
            size = (None if path.is_symlink() else files.regular_file_size(path)) or 0
            text = path.read_bytes().decode("utf-8", "surrogateescape") if 0 < size <= MAX_BYTES else ""
            found = patterns.parse_lines(text)
            if sum(len(listed.patterns) for _, listed in (*levels, (depth, found))) > patterns.MAX_PATTERNS:
                size = MAX_BYTES + 1
        except TooManyPatternsError:
            size = MAX_BYTES + 1
        except OSError:
            return levels
        if size > MAX_BYTES:
            self.unread.append(path)
            return levels
        return (*levels, (depth, found)) if found else levels
