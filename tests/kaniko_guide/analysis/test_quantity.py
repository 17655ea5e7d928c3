from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from pytest_check import check

from kaniko_guide.analysis import quantity


def test_quantity_grammar() -> None:
    """The API server of Kubernetes 1.37.2 accepts and rejects the same texts."""
    for text, value in [
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
        ("1 ", 1),
        ("\u30001\xa0", 1),
        ("\t1", None),
        ("1 Gi", None),
        (" ", None),
        ("Gi", 0),
        ("+", 0),
        ("e3", 0),
        ("e", None),
        ("E", 0),
        ("1e", None),
        ("1m1", None),
        ("０", None),
        ("9" * 5000, None),
    ]:
        with check(f"{text}, {value}"):
            assert quantity.parse_quantity(text) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3), st.sampled_from(sorted(quantity.SUFFIXES)))
def test_every_number_with_a_suffix_is_a_quantity(number: object, suffix: str) -> None:
    base, exponent = quantity.SUFFIXES[suffix]
    assert quantity.parse_quantity(f"{number:f}{suffix}") == Fraction(f"{number:f}") * Fraction(base) ** exponent


@given(st.text())
def test_any_text_is_parsed_or_rejected(text: str) -> None:
    if (value := quantity.parse_quantity(text)) is not None:
        assert quantity.parse_quantity(text.strip()) == value
