"""The recorded matrix of Dockerfile features, measured with both executors, and its groups."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact, load

if TYPE_CHECKING:
    from collections.abc import Sequence

MATRIX = "records/kaniko-runs/features/MATRIX.tsv"
LAYOUT = Path(__file__).with_name("groups.yml")
WORDS = Path(__file__).with_name("words.yml")


@dataclass(frozen=True, slots=True)
class Row:
    """A measured feature.

    Attributes:
        key: the first record of its runs.
        feature: its name in the matrix.
        verdicts: by release, as recorded.
    """

    key: str
    feature: str
    verdicts: Mapping[str, str]


class Group(Fact, frozen=True):
    """Rows that are shown under one heading.

    Attributes:
        id: of the heading.
        title: its text.
        rows: their keys, in order, separated by spaces.
    """

    id: str
    title: Bilingual
    rows: str

    @property
    def keys(self) -> Sequence[str]:
        """Of its rows, in order."""
        return self.rows.split()


class MatrixLayout(Fact, frozen=True):
    """How the matrix is shown.

    Attributes:
        kinds: the beginnings of the verdicts of each kind.
        groups: of its rows, in order.
    """

    kinds: Mapping[str, tuple[str, ...]]
    groups: tuple[Group, ...]


class MatrixWords(Fact, frozen=True):
    """The words for what the matrix has in English only.

    Attributes:
        names: the Chinese names of rows, by key; a row that is code only has none.
        verdicts: what a recorded verdict adds to its kind; nothing for one that only repeats it.
    """

    names: Mapping[str, str]
    verdicts: Mapping[str, Bilingual]


@cache
def rows(root: Path) -> Mapping[str, Row]:
    """Every row of the matrix, by its key.

    Args:
        root: the project's directory.
    """
    with (root / MATRIX).open(encoding="utf-8", newline="") as file:
        headers, *lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    found = [_parse_row(headers[1:-1], line) for line in lines]
    return {row.key: row for row in found}


def _parse_row(builds: list[str], line: list[str]) -> Row:
    feature, *verdicts, seen = line
    _, _, records = seen.removesuffix("]").rpartition("[")
    return Row(records.partition(",")[0], feature, dict(zip(builds, verdicts, strict=True)))


def kind_of(verdict: str) -> str:
    """The kind of a verdict, such as `works` or `ignored`.

    Args:
        verdict: as recorded.
    """
    beginnings = {words: kind for kind, every in layout().kinds.items() for words in every}
    return beginnings[max((words for words in beginnings if verdict.startswith(words)), key=len)]


def name(row: Row) -> Bilingual:
    """The name of a row, with its code in backticks where it also has words."""
    return Bilingual(words().names.get(row.key, _code(row.feature)), row.feature)


def _code(feature: str) -> str:
    """A feature that is code only, as Markdown."""
    return feature if "`" in feature else f"`{feature}`"


def words() -> MatrixWords:
    """The words for names and verdicts."""
    return load(str(WORDS), MatrixWords)


def layout() -> MatrixLayout:
    """How the matrix is shown."""
    return load(str(LAYOUT), MatrixLayout)
