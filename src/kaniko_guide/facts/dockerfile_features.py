"""What each executor build does with the Dockerfile features that not all of them have."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Literal

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact, Facts, load


class FeatureSupport(enum.StrEnum):
    """What a build does with a feature: `ignored` or `differs` without a word, `warned` with one."""

    WORKS = "works"
    IGNORED = "ignored"
    DIFFERS = "differs"
    WARNED = "warned"
    REJECTED = "rejected"


class Feature(Fact, frozen=True):
    """A feature.

    Attributes:
        name: as a sentence names it.
        support: by build.
        harm: `image` where the image is surely wrong when it is ignored.
        fix: what to write instead.
        rows: the rows of the recorded MATRIX.tsv that say so.
        enabled_by: the variable with which a build does it all the same; None where there is none.
    """

    name: Bilingual
    support: Mapping[str, FeatureSupport]
    harm: Literal["image", "build"]
    fix: Bilingual
    rows: tuple[str, ...]
    enabled_by: str | None = None

    @property
    def breaks_image(self) -> bool:
        """Whether the image is surely wrong when it is ignored."""
        return self.harm == "image"

    def fails(self, build: str) -> bool:
        """Whether the build fails, or makes a wrong image."""
        verdict = self.support[build]
        return verdict is FeatureSupport.REJECTED or (self.breaks_image and verdict is not FeatureSupport.WORKS)

    def lacks(self, build: str) -> bool:
        """Whether the build does without it, and the image is not surely wrong for that."""
        return self.support[build] is not FeatureSupport.WORKS and not self.fails(build)


class File(Facts, frozen=True, kw_only=True):
    """`dockerfile_features.yml`."""

    features: Mapping[str, Feature]


def features() -> Mapping[str, Feature]:
    """Every feature of `dockerfile_features.yml`."""
    return load(__file__, File).features
