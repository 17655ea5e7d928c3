"""Bases of the entries in several fact files: a text in both languages, and its evidence."""

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact
from kaniko_guide.facts.claims import Claim


class BilingualEntry(Fact, frozen=True):
    """An entry with a text in both languages."""

    zh: str
    en: str

    @property
    def meaning(self) -> Bilingual:
        """The text."""
        return Bilingual(self.zh, self.en)


class SourcedStatement(BilingualEntry, frozen=True, kw_only=True):
    """A statement with its evidence.

    Attributes:
        claims: what it states, each with its proof.
        runs: names of records that show it; recorded earlier and not repeatable, so they prove nothing alone.
        rows: rows of MATRIX.tsv that show it, likewise.
        source: of a statement without claims; empty if it is that of the whole file.
        page: the section of the guide with more details; empty if there is none.
    """

    claims: tuple[Claim, ...] = ()
    runs: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    source: str = ""
    page: str = ""

    @property
    def proofs(self) -> tuple[str, ...]:
        """The earlier records and rows of MATRIX.tsv, otherwise the source."""
        records = tuple(f"`{name}`" for name in (*self.runs, *self.rows))
        return records or tuple(filter(None, [self.source]))
