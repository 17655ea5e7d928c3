"""Tables of facts: bars that end no cell, the head of a column in its cells, and proofs behind a statement."""

from __future__ import annotations

import pytest

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import as_type, environment
from kaniko_guide.facts.claims import Claim
from kaniko_guide.facts.statements import SourcedStatement
from kaniko_guide_site.fact_tables import folded_proof, row, small, stack_lines, table, with_proof
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
    said = with_proof(exit_code, ROOT, "zh")
    assert said.startswith(exit_code.meaning.zh)
    assert all(proof in said for proof in exit_code.proofs)
    assert "依据：" in said


CLAIM = {
    "subject": {"flag": "--x"},
    "condition": "given",
    "outcome": {"fork": "it works"},
}


def claim(name: str, proof: dict[str, object]) -> Claim:
    return as_type(CLAIM | {"id": name, "proof": proof}, Claim)


def folded(proof: str) -> tuple[str, str]:
    """What a folded proof shows closed, and what it adds when it is opened."""
    closed, _, opened = proof.partition("</summary>")
    return closed.rpartition(">")[2], opened.removesuffix("</details>")


def test_proofs_are_shown_by_kind_the_strongest_first() -> None:
    claims = [
        claim("a", {"unconfirmed": "not run"}),
        claim("b", {"thread": "o/r#1"}),
        claim("c", {"source": {"fork": ["a.go", "b.go"]}}),
        claim("d", {"run": "x"}),
        claim("e", {"run": "y"}),
        claim("f", {"source": {"fork": ["a.go"]}}),
    ]
    thread = "[o/r#1](https://github.com/o/r/issues/1)"
    assert folded(folded_proof(claims, "zh")) == (
        "依据：实测、读过源码、GitHub 讨论、未确认",
        f"实测：`x`、`y`；读过源码：`a.go`、`b.go`；GitHub 讨论：{thread}；未确认",
    )
    assert folded(folded_proof(claims, "en")) == (
        "Evidence: run, source read, thread on GitHub, unconfirmed",
        f"run: `x`, `y`; source read: `a.go`, `b.go`; thread on GitHub: {thread}; unconfirmed",
    )


def test_earlier_records_are_called_so_where_there_are_claims() -> None:
    shown = SourcedStatement("一。", "One.", claims=(claim("a", {"run": "x"}),), runs=("r",))
    meaning, _, proof = with_proof(shown, ROOT, "zh").partition(" ")
    assert (meaning, folded(proof)) == ("一。", ("依据：实测、更早的运行记录", "实测：`x`；更早的运行记录：`r`"))
    without = SourcedStatement("一。", "One.", claims=(claim("a", {"inferred": "from it"}),))
    assert with_proof(without, ROOT, "en") == "One. <small>Evidence: inferred</small>"


def test_small_print_and_parts_are_markdown() -> None:
    assert small("*a*") == "<small>*a*</small>"
    assert stack_lines(["`a`", "b"]) == "`a`<br>b"
