"""Literal texts to look for in the lines of a log."""

from __future__ import annotations

from typing import TypeAlias

ANYTHING = "…"
"""Stands in a pattern for any text within the line."""

START = "^"
"""Stands at the beginning of a pattern's line for the beginning of a message, after times, levels and the like."""

Line: TypeAlias = tuple[str, ...]
"""The literal parts of a line, in order."""


class Pattern(tuple[Line, ...]):
    """Patterns of consecutive lines."""

    __slots__ = ()

    @classmethod
    def parse(cls, written: str | list[str]) -> Pattern:
        """Parse a pattern of the data: a line, or a list of consecutive lines."""
        lines = [written] if isinstance(written, str) else written
        return cls(tuple(part for part in str.split(line, ANYTHING) if part) for line in lines)
