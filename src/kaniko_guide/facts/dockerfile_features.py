"""What each executor build does with the Dockerfile features that not all of them have."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import content, executors

if TYPE_CHECKING:
    from collections.abc import Mapping


class Verdict(enum.StrEnum):
    """What a build does with a feature: `ignored` or `differs` without a word, `warned` with one."""

    WORKS = "works"
    IGNORED = "ignored"
    DIFFERS = "differs"
    WARNED = "warned"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature.

    Attributes:
        name: as a sentence names it.
        verdicts: by build.
        spoils: whether the image is surely wrong when it is ignored.
        cure: what to write instead.
        rows: the rows of the recorded MATRIX.tsv that say so.
        switch: the variable with which a build does it all the same; None where there is none.
    """

    name: Bilingual
    verdicts: Mapping[str, Verdict]
    spoils: bool
    cure: Bilingual
    rows: tuple[str, ...]
    switch: str | None

    def fails(self, build: str) -> bool:
        """Whether the build fails, or makes a wrong image."""
        verdict = self.verdicts[build]
        return verdict is Verdict.REFUSED or (self.spoils and verdict is not Verdict.WORKS)

    def lacks(self, build: str) -> bool:
        """Whether the build does without it, and the image is not surely wrong for that."""
        return self.verdicts[build] is not Verdict.WORKS and not self.fails(build)


@cache
def load() -> Mapping[str, Feature]:
    """Every feature of `dockerfile_features.yml`."""
    return {
        key: Feature(
            name=Bilingual(**entry["name"]),
            verdicts={build: Verdict(entry[build]) for build in executors.builds()},
            spoils=entry["harm"] == "image",
            cure=Bilingual(**entry["cure"]),
            rows=tuple(entry["rows"]),
            switch=entry.get("switch"),
        )
        for key, entry in content("dockerfile_features")["features"].items()
    }
