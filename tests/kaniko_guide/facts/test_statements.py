from __future__ import annotations

import pytest

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts.statements import Statement


@pytest.mark.parametrize(
    ("statement", "proofs"),
    [
        (Statement("一。", "One.", runs=("a",), rows=("b c",), source="d"), ("`a`", "`b c`")),
        (Statement("一。", "One.", source="d"), ("d",)),
        (Statement("一。", "One."), ()),
    ],
)
def test_records_count_before_a_source(statement: Statement, proofs: tuple[str, ...]) -> None:
    assert statement.proofs == proofs


def test_it_says_the_same_in_both_languages() -> None:
    assert Statement("一。", "One.").meaning == Bilingual(zh="一。", en="One.")
