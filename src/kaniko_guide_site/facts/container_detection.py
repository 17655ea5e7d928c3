"""By what the executor tells that it runs in a container: `container_detection.yml`."""

from __future__ import annotations

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Facts, load
from kaniko_guide.facts.statements import SourcedStatement


class Indicator(SourcedStatement, frozen=True, kw_only=True):
    """Something that is enough; its meaning is when it is there, its runs those in which it was there alone.

    Attributes:
        indicator: a path, or what it is in words.
    """

    indicator: str | Bilingual


class File(Facts, frozen=True, kw_only=True):
    """`container_detection.yml`."""

    indicators: tuple[Indicator, ...]


def indicators() -> tuple[Indicator, ...]:
    """All of them, those that a pod has first."""
    return load(__file__, File).indicators
