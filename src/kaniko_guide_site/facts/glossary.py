"""The guide's words: `glossary.yml`, where the fields are explained."""

from __future__ import annotations

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact, Facts, load
from kaniko_guide.facts.statements import BilingualEntry


class Word(BilingualEntry, frozen=True):
    """A word; the fields are those of the data."""

    id: str
    term: Bilingual
    page: str


class Group(Fact, frozen=True):
    """Words that belong together."""

    id: str
    title: Bilingual
    words: tuple[Word, ...]


class File(Facts, frozen=True, kw_only=True):
    """`glossary.yml`."""

    groups: tuple[Group, ...]


def groups() -> tuple[Group, ...]:
    """All words, in groups, in the order of the data."""
    return load(__file__, File).groups
