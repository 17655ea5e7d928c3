"""A statement and how it is known: what entries of several files of facts have in common."""

from __future__ import annotations

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact


class BilingualEntry(Fact, frozen=True):
    """An entry that says something, in both languages."""

    zh: str
    en: str

    @property
    def meaning(self) -> Bilingual:
        """What it says."""
        return Bilingual(self.zh, self.en)


class SourcedStatement(BilingualEntry, frozen=True, kw_only=True):
    """A statement and how it is known.

    Attributes:
        runs: the records that show it.
        rows: the rows of MATRIX.tsv that do.
        source: what else does; empty where it is that of all.
        page: where the guide says more, with its anchor; empty for nowhere.
    """

    runs: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    source: str = ""
    page: str = ""

    @property
    def proofs(self) -> tuple[str, ...]:
        """Records and rows of MATRIX.tsv, or else the source."""
        records = tuple(f"`{name}`" for name in (*self.runs, *self.rows))
        return records or tuple(filter(None, [self.source]))
