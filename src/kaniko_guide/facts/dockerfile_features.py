"""Dockerfile features that not all executor releases support."""

import enum
from collections.abc import Mapping
from typing import Literal

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact, Facts, load
from kaniko_guide.facts.claims import Claim


class FeatureSupport(enum.StrEnum):
    """What a release does with a feature; `ignored` and `differs` are silent, `warned` prints a warning."""

    WORKS = "works"
    IGNORED = "ignored"
    DIFFERS = "differs"
    WARNED = "warned"
    REJECTED = "rejected"


class Feature(Fact, frozen=True):
    """A Dockerfile feature.

    Attributes:
        name: as used in a sentence.
        support: by release.
        harm: `image` if ignoring it makes the image wrong, otherwise `build`.
        fix: what to write instead.
        claims: what each release does with its forms, with the proof.
        rows: rows of MATRIX.tsv that show it; recorded earlier and not repeatable.
        enabled_by: the variable that enables it in the fork; None if there is none.
    """

    name: Bilingual
    support: Mapping[str, FeatureSupport]
    harm: Literal["image", "build"]
    fix: Bilingual
    claims: tuple[Claim, ...]
    rows: tuple[str, ...]
    enabled_by: str | None = None

    @property
    def breaks_image(self) -> bool:
        """Whether ignoring it makes the image wrong."""
        return self.harm == "image"

    def fails(self, release: str) -> bool:
        """Whether a build with the release fails or makes a wrong image."""
        support = self.support[release]
        return support is FeatureSupport.REJECTED or (self.breaks_image and support is not FeatureSupport.WORKS)

    def degrades(self, release: str) -> bool:
        """Whether the release does not support it, but still builds a usable image."""
        return self.support[release] is not FeatureSupport.WORKS and not self.fails(release)


class File(Facts, frozen=True, kw_only=True):
    """`dockerfile_features.yml`."""

    features: Mapping[str, Feature]


def features() -> Mapping[str, Feature]:
    """Every feature of `dockerfile_features.yml`."""
    return load(__file__, File).features
