"""By what the executor tells that it runs in a container: `container_signs.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import content
from kaniko_guide.facts.statements import Statement


@dataclass(frozen=True, slots=True)
class Sign(Statement):
    """Something that is enough; its meaning is when it is there.

    Attributes:
        sign: a path, or what it is in words.
        runs: the records in which it was there alone; empty for what was not run.
    """

    sign: str | Bilingual
    runs: tuple[str, ...]


@cache
def signs() -> tuple[Sign, ...]:
    """All of them, those that a pod has first."""
    return tuple(
        Sign(
            *Statement.fields(entry),
            sign=entry["sign"] if isinstance(entry["sign"], str) else Bilingual(**entry["sign"]),
            runs=tuple(entry.get("runs", ())),
        )
        for entry in content("container_signs", __package__)["signs"]
    )
