"""By what the executor tells that it runs in a container: `container_signs.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kaniko_guide.facts import content
from kaniko_guide.findings import Bilingual


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that is enough.

    Attributes:
        sign: a path, or what it is in words.
        meaning: when it is there.
        runs: the records in which it was there alone; empty for what was not run.
    """

    sign: str | Bilingual
    meaning: Bilingual
    runs: tuple[str, ...]


@cache
def signs() -> tuple[Sign, ...]:
    """All of them, those that a pod has first."""
    return tuple(
        Sign(
            sign=entry["sign"] if isinstance(entry["sign"], str) else Bilingual(**entry["sign"]),
            meaning=Bilingual(zh=entry["zh"], en=entry["en"]),
            runs=tuple(entry.get("runs", ())),
        )
        for entry in content("container_signs")["signs"]
    )
