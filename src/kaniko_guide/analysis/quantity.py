"""Parses Kubernetes quantities such as `500m`, `1.5Gi` and `2e3`."""

from __future__ import annotations

import re
from fractions import Fraction

SUFFIXES = {
    "n": Fraction(1, 10**9),
    "u": Fraction(1, 10**6),
    "m": Fraction(1, 10**3),
    "": Fraction(1),
    "k": Fraction(10**3),
    "M": Fraction(10**6),
    "G": Fraction(10**9),
    "T": Fraction(10**12),
    "P": Fraction(10**15),
    "E": Fraction(10**18),
    "Ki": Fraction(2**10),
    "Mi": Fraction(2**20),
    "Gi": Fraction(2**30),
    "Ti": Fraction(2**40),
    "Pi": Fraction(2**50),
    "Ei": Fraction(2**60),
}

MAX_LENGTH = 100
"""Length in characters of the longest quantity that is parsed."""

_QUANTITY = re.compile(
    r"(?P<number>[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]*))(?:[eE](?P<exponent>[+-]?[0-9]{1,3})|(?P<suffix>[a-zA-Z]*))"
)


def parse_quantity(text: str) -> Fraction | None:
    """The value of a quantity; None if Kubernetes would reject it.

    The grammar is that of `quantity.go` in apimachinery/pkg/api/resource, except that an exponent has at most three
    digits.
    """
    match = _QUANTITY.fullmatch(text) if len(text) <= MAX_LENGTH else None
    if match is None:
        return None
    digits = match["number"].rstrip(".")
    number = Fraction(digits if digits.strip("+-") else 0)
    if match["exponent"] is not None:
        return number * Fraction(10) ** int(match["exponent"])
    factor = SUFFIXES.get(match["suffix"])
    return None if factor is None else number * factor
