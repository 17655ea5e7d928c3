"""The table of the recorded matrix: each verdict in words, with the grade of its dot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from kaniko_guide.facts import executors
from kaniko_guide_site.matrix.rows import Row, kind_of, rows
from kaniko_guide_site.matrix.table import KINDS, level, table
from tests.support import ROOT

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


def cells(row: Row, *, anchors: bool = False) -> tuple[LexborNode, list[LexborNode]]:
    """The one row of a table of one row, and its cells."""
    made = LexborHTMLParser(table([row], "en", anchors=anchors))
    (line,) = made.css("tbody > tr")
    return line, line.css("td")


@pytest.mark.parametrize(
    ("wrong", "works", "grade"),
    [(True, False, "wrong"), (True, True, "wrong"), (False, True, "good"), (False, False, "none")],
)
def test_dot_has_the_grade_of_what_came_of_it(*, wrong: bool, works: bool, grade: str) -> None:
    made = level("a <b>", wrong=wrong, works=works)
    others = {"wrong", "good", "none"} - {grade}
    assert grade in made
    assert not any(other in made for other in others)
    assert "a &lt;b&gt;" in made


def test_row_has_its_kinds_evidence_and_records() -> None:
    row = next(row for row in rows(ROOT).values() if set(row.evidence) == set(executors.releases()))
    line, (first, *verdicts) = cells(row)
    kinds = {build: kind_of(words) for build, words in row.verdicts.items()}
    assert {build: line.attributes[f"data-{build}"] for build in kinds} == kinds
    assert [code.text() for code in first.css("dd > code")] == [*row.evidence.values(), row.records]
    assert [title.text() for title in first.css("dt")] == [
        *(executors.title(build).en for build in row.evidence),
        "record",
    ]
    for cell, kind in zip(verdicts, kinds.values(), strict=True):
        assert KINDS[kind].en in cell.text()


@pytest.mark.parametrize("anchors", [True, False])
def test_link_can_lead_to_a_row_where_it_is_asked_for(*, anchors: bool) -> None:
    row = next(iter(rows(ROOT).values()))
    line, _ = cells(row, anchors=anchors)
    assert line.attributes.get("id") == (row.key if anchors else None)
