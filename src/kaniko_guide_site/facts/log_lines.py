"""What each line of a successful build's log means: `log_lines.yml`, where the fields are explained."""

from __future__ import annotations

from kaniko_guide.facts import Facts, load
from kaniko_guide.facts.signatures import Pattern
from kaniko_guide.facts.statements import BilingualEntry


class LogLine(BilingualEntry, frozen=True):
    """A kind of line; the fields are those of the data."""

    patterns: tuple[Pattern, ...]
    stage: str


class File(Facts, frozen=True, kw_only=True):
    """`log_lines.yml`."""

    lines: tuple[LogLine, ...]


def log_lines() -> tuple[LogLine, ...]:
    """All kinds; of several that fit a line the first counts."""
    return load(__file__, File).lines
