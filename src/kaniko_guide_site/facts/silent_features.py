"""What makes a wrong image without a word, by topic, and why the other oddities that were measured do not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import content, dockerfile_features

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kaniko_guide.facts.dockerfile_features import Feature


@dataclass(frozen=True, slots=True)
class Topic:
    """Something a reader writes, and gets a wrong image.

    Attributes:
        id: of its heading, and of the folder of its twins.
        title: what is written.
        wrong: what the image is then.
        features: those of `dockerfile_features.yml`; the twins are of the first.
        rows: of the recorded MATRIX.tsv, those of its features too.
        rule: that finds it; None where none can.
        cure: what to write instead, where neither features nor a rule say it.
        unfound: why no rule can find it.
    """

    id: str
    title: Bilingual
    wrong: Bilingual
    features: tuple[Feature, ...]
    rows: tuple[str, ...]
    rule: str | None
    cure: Bilingual | None
    unfound: Bilingual | None


@cache
def topics() -> Mapping[str, Topic]:
    """Every topic of `silent_features.yml`, by its id."""
    known = dockerfile_features.load()
    found = {}
    for entry in content("silent_features", __package__)["topics"]:
        features = tuple(known[key] for key in entry.get("features", ()))
        finder = "feature-not-in-build" if features and features[0].spoils else "feature-ignored"
        found[entry["id"]] = Topic(
            id=entry["id"],
            title=Bilingual(**entry["title"]),
            wrong=Bilingual(**entry["wrong"]),
            features=features,
            rows=(*(row for feature in features for row in feature.rows), *entry.get("rows", ())),
            rule=finder if features else entry.get("rule"),
            cure=Bilingual(**entry["cure"]) if "cure" in entry else None,
            unfound=Bilingual(**entry["unfound"]) if "unfound" in entry else None,
        )
    return found


def features() -> Iterator[Feature]:
    """The features that a topic is about."""
    return chain.from_iterable(topic.features for topic in topics().values())


@cache
def harmless() -> tuple[tuple[tuple[str, ...], Bilingual], ...]:
    """The rows of the matrix that are odd and make no wrong image, with the reason why not."""
    return tuple(
        (tuple(entry["rows"]), Bilingual(**entry["why"]))
        for entry in content("silent_features", __package__)["harmless"]
    )
