from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaniko_guide.analysis import quantity


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", Fraction(1)),
        ("1.", Fraction(1)),
        (".5", Fraction(1, 2)),
        ("+1", Fraction(1)),
        ("100m", Fraction(1, 10)),
        ("1E", Fraction(10**18)),
        ("1E3", Fraction(1000)),
        ("1e-3", Fraction(1, 1000)),
        ("1Ki", Fraction(1024)),
        ("", None),
        (".", 0),
        ("-.", 0),
        ("1.2.3", None),
        ("1KI", None),
        ("1 ", None),
        ("1e", None),
        ("1m1", None),
        ("０", None),
        ("9" * 5000, None),
    ],
)
def test_quantity_grammar(text: str, value: Fraction | None) -> None:
    assert quantity.parse_quantity(text) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3), st.sampled_from(sorted(quantity.SUFFIXES)))
def test_every_number_with_a_suffix_is_a_quantity(number: object, suffix: str) -> None:
    assert quantity.parse_quantity(f"{number:f}{suffix}") == Fraction(f"{number:f}") * quantity.SUFFIXES[suffix]


@given(st.text())
def test_any_text_is_parsed_or_rejected(text: str) -> None:
    assert quantity.parse_quantity(text) is None or text.strip() == text
