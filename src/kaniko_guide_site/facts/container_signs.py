"""By what the executor tells that it runs in a container: `container_signs.yml`."""

from __future__ import annotations

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Facts, load
from kaniko_guide.facts.statements import SourcedStatement


class Sign(SourcedStatement, frozen=True, kw_only=True):
    """Something that is enough; its meaning is when it is there, its runs those in which it was there alone.

    Attributes:
        sign: a path, or what it is in words.
    """

    sign: str | Bilingual


class File(Facts, frozen=True, kw_only=True):
    """`container_signs.yml`."""

    signs: tuple[Sign, ...]


def signs() -> tuple[Sign, ...]:
    """All of them, those that a pod has first."""
    return load(__file__, File).signs
