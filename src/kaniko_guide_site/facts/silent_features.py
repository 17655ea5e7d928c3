"""Features that silently produce a wrong image, and measured oddities that do not, with the reason."""

from __future__ import annotations

from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import field

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact, Facts, dockerfile_features, load
from kaniko_guide.facts.claims import Claim

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kaniko_guide.facts.dockerfile_features import Feature


class SilentFeature(Fact, frozen=True, kw_only=True):
    """A feature that silently produces a wrong image.

    Attributes:
        id: of its page, and of the directory of its example pair.
        title: the feature.
        wrong: the error in the image.
        keys: of its features.
        own_claims: those that are no feature's.
        own_rows: of the recorded MATRIX.tsv, those that are no feature's.
        own_rule: that finds it if it has no features.
        fix: what to write instead, if neither its features nor a rule state it.
        unfound: why no rule can find it.
    """

    id: str
    title: Bilingual
    wrong: Bilingual
    keys: tuple[str, ...] = field(name="features", default=())
    own_claims: tuple[Claim, ...] = field(name="claims", default=())
    own_rows: tuple[str, ...] = field(name="rows", default=())
    own_rule: str | None = field(name="rule", default=None)
    fix: Bilingual | None = None
    unfound: Bilingual | None = None

    @property
    def page(self) -> str:
        """The page that explains it."""
        return f"dockerfile-support/{self.id}.md"

    @property
    def features(self) -> tuple[Feature, ...]:
        """Those of `dockerfile_features.yml`; the example pair is of the first."""
        return tuple(dockerfile_features.features()[key] for key in self.keys)

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Those of its features too."""
        return (*(claim for feature in self.features for claim in feature.claims), *self.own_claims)

    @property
    def rows(self) -> tuple[str, ...]:
        """Of the recorded MATRIX.tsv, those of its features too."""
        return (*(row for feature in self.features for row in feature.rows), *self.own_rows)

    @property
    def rule(self) -> str | None:
        """The rule that finds it; None if no rule can."""
        if not self.keys:
            return self.own_rule
        return "feature-not-in-build" if self.features[0].breaks_image else "feature-ignored"


class Harmless(Fact, frozen=True):
    """Rows of the matrix that are odd and make no wrong image, with the reason why not."""

    rows: tuple[str, ...]
    why: Bilingual


class File(Facts, frozen=True, kw_only=True):
    """`silent_features.yml`."""

    topics: tuple[SilentFeature, ...]
    harmless: tuple[Harmless, ...]


@cache
def by_id() -> Mapping[str, SilentFeature]:
    """Every topic of `silent_features.yml`, by its id."""
    return {topic.id: topic for topic in load(__file__, File).topics}


def features() -> Iterator[Feature]:
    """The features of all silent features."""
    return chain.from_iterable(topic.features for topic in by_id().values())


def harmless() -> tuple[Harmless, ...]:
    """Other oddities in the record."""
    return load(__file__, File).harmless
