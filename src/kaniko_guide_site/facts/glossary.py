"""The guide's words: `glossary.yml`, where the fields are explained."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import content


@dataclass(frozen=True, slots=True)
class Word:
    """A word; the fields are those of the data."""

    id: str
    term: Bilingual
    meaning: Bilingual
    page: str


@dataclass(frozen=True, slots=True)
class Group:
    """Words that belong together."""

    id: str
    title: Bilingual
    words: tuple[Word, ...]


@cache
def groups() -> tuple[Group, ...]:
    """All words, in groups, in the order of the data."""
    return tuple(
        Group(
            entry["id"],
            Bilingual(**entry["title"]),
            tuple(
                Word(word["id"], Bilingual(**word["term"]), Bilingual(word["zh"], word["en"]), word["page"])
                for word in entry["words"]
            ),
        )
        for entry in content("glossary", __package__)["groups"]
    )
