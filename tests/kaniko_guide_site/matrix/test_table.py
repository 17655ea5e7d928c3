"""The table of the recorded matrix: each verdict in words, with the grade of its dot."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from kaniko_guide_site.matrix.rows import Row, kind_of, rows, words
from kaniko_guide_site.matrix.table import KINDS, code_parts, level, table
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


def test_row_has_its_kinds_and_what_the_record_adds() -> None:
    row = next(row for row in rows(ROOT).values() if set(row.verdicts.values()) & set(words().verdicts))
    line, (first, *verdicts) = cells(row)
    kinds = {build: kind_of(recorded) for build, recorded in row.verdicts.items()}
    assert {build: line.attributes[f"data-{build}"] for build in kinds} == kinds
    assert first.text() == row.feature
    for cell, recorded in zip(verdicts, row.verdicts.values(), strict=True):
        note = words().verdicts.get(recorded)
        assert KINDS[kind_of(recorded)].en in cell.text()
        assert [small.text() for small in cell.css("small")] == ([note.en.replace("`", "")] if note else [])
        assert ("(harmful)" in cell.text()) == ("dangerous" in recorded.lower())


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a `<b>` & c", [("a ", "<b>"), (" & c", "")]),
        ("`` a` ``", [("", "a`"), ("", "")]),
        ("a", [("a", "")]),
        ("", [("", "")]),
    ],
)
def test_code_in_backticks_is_found(text: str, parts: list[tuple[str, str]]) -> None:
    assert code_parts(text) == parts


@pytest.mark.parametrize("anchors", [True, False])
def test_link_can_lead_to_a_row_where_it_is_asked_for(*, anchors: bool) -> None:
    row = next(iter(rows(ROOT).values()))
    line, _ = cells(row, anchors=anchors)
    assert line.attributes.get("id") == (row.key if anchors else None)
