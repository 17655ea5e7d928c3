from __future__ import annotations

import pytest

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts.statements import SourcedStatement


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
