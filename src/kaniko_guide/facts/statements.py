"""A statement and how it is known: what entries of several files of facts have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kaniko_guide.bilingual import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement and how it is known.

    Attributes:
        meaning: the statement.
        proofs: records, rows of MATRIX.tsv, or else the source; none where it is that of all.
        page: where the guide says more, with its anchor; empty for nowhere.
    """

    meaning: Bilingual
    proofs: tuple[str, ...]
    page: str

    @staticmethod
    def fields(entry: Mapping[str, Any]) -> tuple[Bilingual, tuple[str, ...], str]:
        """What an entry of the data says of these attributes, in their order."""
        records = tuple(f"`{name}`" for name in (*entry.get("runs", ()), *entry.get("rows", ())))
        source = tuple(filter(None, [entry.get("source")]))
        return Bilingual(zh=entry["zh"], en=entry["en"]), records or source, entry.get("page", "")
