"""The meaning of each line of a successful build's log: `log_lines.yml`, which explains the fields."""

from __future__ import annotations

from kaniko_guide.facts import Facts, load
from kaniko_guide.facts.claims import Claim
from kaniko_guide.facts.diagnosis.patterns import Pattern
from kaniko_guide.facts.statements import BilingualEntry


class LogLine(BilingualEntry, frozen=True):
    """A kind of line, with the fields of the data."""

    patterns: tuple[Pattern, ...]
    phase: str
    claims: tuple[Claim, ...]


class File(Facts, frozen=True, kw_only=True):
    """`log_lines.yml`."""

    lines: tuple[LogLine, ...]


def log_lines() -> tuple[LogLine, ...]:
    """All kinds; the first one that matches a line applies."""
    return load(__file__, File).lines
