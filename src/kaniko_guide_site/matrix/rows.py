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
BETWEEN = " || "
"""Separates the evidence of two releases that differ; each part begins with the release's initial."""


@dataclass(frozen=True, slots=True)
class Row:
    """A measured feature.

    Attributes:
        key: the first record of its runs.
        feature: its name in the matrix.
        verdicts: by release, as recorded.
        evidence: by release; under the empty string if both gave the same.
        records: of its runs.
    """

    key: str
    feature: str
    verdicts: Mapping[str, str]
    evidence: Mapping[str, str]
    records: str


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
        redundant_verdicts: the verdicts that add nothing to their kind.
        groups: of its rows, in order.
    """

    kinds: Mapping[str, tuple[str, ...]]
    redundant_verdicts: tuple[str, ...]
    groups: tuple[Group, ...]


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
    evidence, _, records = seen.removesuffix("]").rpartition("[")
    evidence = evidence.strip()
    letters = {f"{build[0]}: ": build for build in builds}
    by_release = {letters[part[:3]]: part[3:] for part in evidence.split(BETWEEN) if part[:3] in letters}
    if evidence and not by_release:
        by_release = {"": evidence}
    return Row(records.partition(",")[0], feature, dict(zip(builds, verdicts, strict=True)), by_release, records)


def kind_of(verdict: str) -> str:
    """The kind of a verdict, such as `works` or `ignored`.

    Args:
        verdict: as recorded.
    """
    beginnings = {words: kind for kind, every in layout().kinds.items() for words in every}
    return beginnings[max((words for words in beginnings if verdict.startswith(words)), key=len)]


def layout() -> MatrixLayout:
    """How the matrix is shown."""
    return load(str(LAYOUT), MatrixLayout)
