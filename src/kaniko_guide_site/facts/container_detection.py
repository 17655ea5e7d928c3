"""How the executor detects that it runs in a container: `container_detection.yml`."""

from __future__ import annotations

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Facts, load
from kaniko_guide.facts.statements import SourcedStatement


class Indicator(SourcedStatement, frozen=True, kw_only=True):
    """A sufficient indicator; its meaning is when it exists, its runs are those in which it was the only one.

    Attributes:
        indicator: a path, or a description.
    """

    indicator: str | Bilingual


class File(Facts, frozen=True, kw_only=True):
    """`container_detection.yml`."""

    indicators: tuple[Indicator, ...]


def indicators() -> tuple[Indicator, ...]:
    """All indicators, those of a pod first."""
    return load(__file__, File).indicators
