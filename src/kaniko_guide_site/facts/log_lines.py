"""What each line of a successful build's log means: `log_lines.yml`, where the fields are explained."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import content
from kaniko_guide.facts.signatures import pattern

if TYPE_CHECKING:
    from kaniko_guide.facts.signatures import Pattern


@dataclass(frozen=True, slots=True)
class LogLine:
    """A kind of line; the fields are those of the data."""

    patterns: tuple[Pattern, ...]
    stage: str
    meaning: Bilingual


@cache
def log_lines() -> tuple[LogLine, ...]:
    """All kinds; of several that fit a line the first counts."""
    return tuple(
        LogLine(tuple(map(pattern, entry["patterns"])), entry["stage"], Bilingual(entry["zh"], entry["en"]))
        for entry in content("log_lines", __package__)["lines"]
    )
