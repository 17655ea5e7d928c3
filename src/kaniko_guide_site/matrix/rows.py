"""Everything that was measured of both executors on Dockerfiles: the recorded matrix, and how it is grouped."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MATRIX = "records/kaniko-runs/features/MATRIX.tsv"
SHOWN = "src/kaniko_guide_site/matrix/groups.yml"
BETWEEN = " || "
"""What separates two builds that differ in the evidence; the part of each begins with its letter."""


@dataclass(frozen=True, slots=True)
class Row:
    """A feature that was tried.

    Attributes:
        key: the first record of its runs.
        feature: as the matrix names it.
        verdicts: by build, in the matrix's words.
        evidence: what was seen, by build; by the empty word where both gave the same.
        records: of its runs.
    """

    key: str
    feature: str
    verdicts: Mapping[str, str]
    evidence: Mapping[str, str]
    records: str


@cache
def rows(root: Path) -> Mapping[str, Row]:
    """Every row of the matrix, by its key.

    Args:
        root: the project's directory.
    """
    with (root / MATRIX).open(encoding="utf-8", newline="") as file:
        heads, *lines = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    found = [_read(heads[1:-1], line) for line in lines]
    return {row.key: row for row in found}


def _read(builds: list[str], line: list[str]) -> Row:
    feature, *verdicts, seen = line
    evidence, _, records = seen.removesuffix("]").rpartition("[")
    evidence = evidence.strip()
    letters = {f"{build[0]}: ": build for build in builds}
    said = {letters[part[:3]]: part[3:] for part in evidence.split(BETWEEN) if part[:3] in letters}
    if evidence and not said:
        said = {"": evidence}
    return Row(records.partition(",")[0], feature, dict(zip(builds, verdicts, strict=True)), said, records)


def kind_of(root: Path, verdict: str) -> str:
    """The kind of a verdict, such as `works` or `ignored`.

    Args:
        root: the project's directory.
        verdict: in the matrix's words.
    """
    beginnings: dict[str, str] = {words: kind for kind, every in shown(root)["kinds"].items() for words in every}
    return beginnings[max((words for words in beginnings if verdict.startswith(words)), key=len)]


@cache
def shown(root: Path) -> Mapping[str, Any]:
    """How the matrix is shown: its groups, the kinds of verdicts, and those that say no more than their kind.

    Args:
        root: the project's directory.
    """
    data: dict[str, Any] = yaml.safe_load((root / SHOWN).read_text("utf-8"))
    return data
