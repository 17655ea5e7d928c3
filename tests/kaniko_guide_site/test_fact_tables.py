"""Tables of facts: bars that end no cell, the head of a column in its cells, and proofs behind a statement."""

from __future__ import annotations

import pytest

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import environment
from kaniko_guide_site.fact_tables import proved, row, small, stacked, table
from tests.support import ROOT

HEADERS = [Bilingual("甲", "A"), Bilingual("乙", "B"), Bilingual("丙", "C")]


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        (["a", "b"], "| a | b |"),
        (["a|b", "`c|d`"], "| a&#124;b | `c|d` |"),
        (["``a`|b``", "c` | `d"], "| ``a`|b`` | c` | `d |"),
    ],
)
def test_bar_outside_of_code_ends_no_cell(cells: list[str], line: str) -> None:
    assert row(cells) == line


@pytest.mark.parametrize(("wide", "headed"), [(False, [1]), (True, [1, 2])])
def test_cell_has_the_head_of_its_column_where_it_needs_one(*, wide: bool, headed: list[int]) -> None:
    lines = list(table(HEADERS, [["x", "y", "z"], ["x", "", "z"]], "en", wide=wide))
    whole = next(line for line in lines if "x" in line and "y" in line)
    cells = [cell.strip() for cell in whole.strip("|").split("|")]
    assert [at for at, cell in enumerate(cells) if f"{HEADERS[at].en}: " in cell] == headed
    assert ("facts--wide" in lines[1]) is wide
    assert "| A | B | C |" in lines
    assert "B: " not in lines[lines.index(whole) + 1], "an empty cell has no head"


def test_table_needs_a_cell_for_each_column() -> None:
    with pytest.raises(ValueError, match="zip"):
        list(table(HEADERS, [["x", "y"]], "en"))


def test_statement_is_followed_by_its_proof() -> None:
    exit_code = next(one for one in environment.exit_codes() if one.proofs)
    said = proved(exit_code, ROOT, "zh")
    assert said.startswith(exit_code.meaning.zh)
    assert all(proof in said for proof in exit_code.proofs)
    assert "依据：" in said


def test_small_print_and_parts_are_markdown() -> None:
    assert small("*a*") == "<small>*a*</small>"
    assert stacked(["`a`", "b"]) == "`a`<br>b"
