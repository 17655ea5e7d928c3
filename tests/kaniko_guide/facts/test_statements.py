"""Statements: their proofs, records, headings and releases exist. A problem is reported with its file and line."""

from __future__ import annotations

import csv
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

import pytest
import yaml

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors
from kaniko_guide.facts.statements import SourcedStatement
from kaniko_guide_site import facts, headings
from tests.support import RECORDED, ROOT, expect_none

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TOPICS = ("environment", "flag_notes", "container_detection", "pod_fields")
WITHOUT_CLAIMS = ("pod_fields",)
"""The topics whose entries may have a source, runs or rows instead of claims."""
RELEASES = executors.releases()


def statements(node: yaml.Node | None) -> Iterator[Mapping[str, yaml.Node]]:
    """The entries with a text in both languages, outside of other entries: the node of each key."""
    if isinstance(node, yaml.MappingNode):
        keys = {key.value: value for key, value in node.value}
        if keys.keys() >= {"zh", "en"}:
            yield keys
        else:
            yield from chain.from_iterable(map(statements, keys.values()))
    elif isinstance(node, yaml.SequenceNode):
        yield from chain.from_iterable(map(statements, node.value))


@cache
def records() -> frozenset[str]:
    """The names of the records that `runs` may name."""
    directories = [RECORDED / runs / release for runs in ("environment-runs", "kaniko-runs") for release in RELEASES]
    return frozenset(path.stem for directory in directories for path in directory.glob("*.txt"))


@cache
def rows() -> frozenset[str]:
    """The rows of the table of features."""
    with (RECORDED / "kaniko-runs" / "features" / "MATRIX.tsv").open(encoding="utf-8", newline="") as file:
        return frozenset(row[0] for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def has_heading(page: str) -> bool:
    try:
        return bool(headings.title(page, ROOT, "zh"))
    except (KeyError, FileNotFoundError):
        return False


def problems(entry: Mapping[str, yaml.Node], proofs: tuple[str, ...]) -> Iterator[tuple[yaml.Node, str]]:
    """What is wrong with an entry: the node, and a sentence on the problem and its fix.

    Args:
        entry: the node of each key.
        proofs: the keys of which it needs one.
    """
    if not any(key in entry and entry[key].value for key in proofs):
        yield entry["zh"], f"no proof. Add {' or '.join(proofs)}."
    for run in entry["runs"].value if "runs" in entry else ():
        if run.value not in records():
            yield run, f"there is no record {run.value}. Correct runs, or add the record."
    for row in entry["rows"].value if "rows" in entry else ():
        if row.value not in rows():
            yield row, f"MATRIX.tsv has no row {row.value}. Correct rows."
    if "page" in entry and not has_heading(entry["page"].value):
        yield entry["page"], f"there is no heading {entry['page'].value}. Correct page, or write the section."
    for release, _ in entry["defaults"].value if "defaults" in entry else ():
        if release.value not in RELEASES:
            yield release, f"there is no release {release.value}. Write {' or '.join(RELEASES)}."


def findings(path: str, text: str, proofs: tuple[str, ...] = ("claims",)) -> list[str]:
    """The problems of a file of facts, a line each."""
    node = yaml.compose(text, yaml.CSafeLoader)
    return [
        f"{path}:{found.start_mark.line + 1}:{found.start_mark.column + 1}: error: {problem} [fact]"
        for entry in statements(node)
        for found, problem in problems(entry, proofs)
    ]


@pytest.mark.parametrize("topic", TOPICS)
def test_what_statements_name_exists(topic: str) -> None:
    path = facts.file_of(topic)
    text = (ROOT / path).read_text("utf-8")
    assert len(list(statements(yaml.compose(text, yaml.CSafeLoader)))) > 5
    proofs = ("claims", "source", "runs", "rows") if topic in WITHOUT_CLAIMS else ("claims",)
    expect_none(findings(path, text, proofs))


VALID = """\
variables:
  build:
  - names: [A]
    defaults: {osscontainertools-v1.28.3: null}
    zh: 甲。
    en: A.
    claims: [{id: a}]
    runs: [env-no-push-yes]
    rows: [--snapshot-mode=time]
    page: migrate.md#ff
"""


def test_a_valid_entry_has_no_problem() -> None:
    assert findings("a.yml", VALID) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("claims: [{id: a}]", "claims: []", "a.yml:5:9: error: no proof. Add claims. [fact]"),
        ("    claims: [{id: a}]\n", "", "a.yml:5:9: error: no proof. Add claims. [fact]"),
        (
            "env-no-push-yes",
            "gone",
            "a.yml:8:12: error: there is no record gone. Correct runs, or add the record. [fact]",
        ),
        ("--snapshot-mode=time", "gone", "a.yml:9:12: error: MATRIX.tsv has no row gone. Correct rows. [fact]"),
        (
            "migrate.md#ff",
            "migrate.md#gone",
            "a.yml:10:11: error: there is no heading migrate.md#gone. Correct page, or write the section. [fact]",
        ),
        (
            "migrate.md#ff",
            "gone.md#ff",
            "a.yml:10:11: error: there is no heading gone.md#ff. Correct page, or write the section. [fact]",
        ),
        (
            "osscontainertools-v1.28.3",
            "fork",
            f"a.yml:4:16: error: there is no release fork. Write {' or '.join(RELEASES)}. [fact]",
        ),
    ],
)
def test_a_problem_is_reported_with_its_fix(old: str, new: str, problem: str) -> None:
    assert VALID.count(old) == 1
    assert findings("a.yml", VALID.replace(old, new)) == [problem]


@pytest.mark.parametrize(
    ("statement", "proofs"),
    [
        (SourcedStatement("一。", "One.", runs=("a",), rows=("b c",), source="d"), ("`a`", "`b c`")),
        (SourcedStatement("一。", "One.", source="d"), ("d",)),
        (SourcedStatement("一。", "One."), ()),
    ],
)
def test_records_count_before_a_source(statement: SourcedStatement, proofs: tuple[str, ...]) -> None:
    assert statement.proofs == proofs


def test_it_says_the_same_in_both_languages() -> None:
    assert SourcedStatement("一。", "One.").meaning == Bilingual(zh="一。", en="One.")
