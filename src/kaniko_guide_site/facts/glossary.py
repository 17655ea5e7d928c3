"""Terms of the field: `glossary.yml`, which explains the fields."""

from __future__ import annotations

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact, Facts, load
from kaniko_guide.facts.statements import BilingualEntry


class Term(BilingualEntry, frozen=True):
    """A term, with the fields of the data."""

    id: str
    name: Bilingual
    page: str


class Group(Fact, frozen=True):
    """Terms that belong together."""

    id: str
    title: Bilingual
    terms: tuple[Term, ...]


class File(Facts, frozen=True, kw_only=True):
    """`glossary.yml`."""

    groups: tuple[Group, ...]


def groups() -> tuple[Group, ...]:
    """All terms, in groups, in the order of the data."""
    return load(__file__, File).groups
