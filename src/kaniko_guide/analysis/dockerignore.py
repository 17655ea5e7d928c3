"""Which files `.dockerignore` excludes from the build context.

The last pattern that matches a file, or a directory above it, decides (moby/patternmatcher, which the executor uses).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kaniko_guide.data import Data, remembered

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from kaniko_guide.project import Project


class Exclusions(Data, frozen=True):
    """What `.dockerignore` excludes.

    Attributes:
        patterns: in order, each with whether it includes files again (`!`).
        files: the excluded files of the project.
    """

    patterns: tuple[tuple[re.Pattern[str], bool], ...]
    files: frozenset[PurePosixPath]

    def always(self, source: PurePosixPath) -> bool:
        """Whether all files that a source of `COPY` means are excluded, also those that a step creates."""
        path = source
        while set(str(path)) & set("*?["):
            path = path.parent
        if path != source and any(includes for _, includes in self.patterns):
            return False
        return bool(path.parts) and _is_excluded(self.patterns, str(path)) and not self._may_include_below(path)

    def _may_include_below(self, path: PurePosixPath) -> bool:
        """Whether a pattern with `!` may include a file below a directory."""
        return not path.suffix and any(includes for _, includes in self.patterns)


@remembered
def exclusions(project: Project) -> Exclusions:
    """What the `.dockerignore` in the root of a project excludes."""
    patterns = tuple((_compiled(text.removeprefix("!")), text.startswith("!")) for text in project.ignore_patterns)
    files = frozenset(file for file in project.files if _is_excluded(patterns, str(file))) if patterns else frozenset()
    return Exclusions(patterns, files)


def _is_excluded(patterns: tuple[tuple[re.Pattern[str], bool], ...], path: str) -> bool:
    return next((not includes for pattern, includes in reversed(patterns) if pattern.fullmatch(path)), False)


def _compiled(pattern: str) -> re.Pattern[str]:
    """The regular expression of a pattern: for what it names, and for what is below."""
    parts = [part for part in pattern.strip().split("/") if part not in {"", "."}]
    expression = ""
    for index, part in enumerate(parts):
        is_last = index == len(parts) - 1
        if part == "**":
            expression += ".*" if is_last else "(?:.*/)?"
        else:
            expression += _translated(part) + ("" if is_last else "/")
    try:
        return re.compile(f"{expression}(?:/.*)?" if parts else r"(?!)")
    except re.error:
        return re.compile(r"(?!)")


def _translated(part: str) -> str:
    """The regular expression of one part of a path, in which `*` and `?` match no slash."""
    pieces = re.split(r"(\*+|\?|\[[^]]*\])", part)
    known = {"*": "[^/]*", "**": ".*", "?": "[^/]"}
    return "".join(
        known.get(piece, piece if piece.startswith("[") and piece.endswith("]") else re.escape(piece))
        for piece in pieces
    )
