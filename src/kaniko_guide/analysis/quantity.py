"""Parses Kubernetes quantities such as `500m`, `1.5Gi` and `2e3`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import lazy

if TYPE_CHECKING:
    from fractions import Fraction

SUFFIXES = {
    "n": (10, -9),
    "u": (10, -6),
    "m": (10, -3),
    "": (10, 0),
    "k": (10, 3),
    "M": (10, 6),
    "G": (10, 9),
    "T": (10, 12),
    "P": (10, 15),
    "E": (10, 18),
    "Ki": (2, 10),
    "Mi": (2, 20),
    "Gi": (2, 30),
    "Ti": (2, 40),
    "Pi": (2, 50),
    "Ei": (2, 60),
}
"""By suffix, the factor: a base and its exponent."""

MAX_LENGTH = 100
"""Length in characters of the longest quantity that is parsed."""

SPACES = " \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""What the API server ignores around a quantity: white space that JSON does not escape."""

_QUANTITY = lazy.pattern(
    r"(?P<number>[+-]?[0-9]*(?:\.[0-9]*)?)(?:[eE](?P<exponent>[+-]?[0-9]{1,4})|(?P<suffix>[a-zA-Z]*))"
)


def parse_quantity(text: str) -> Fraction | None:
    """The value of a quantity; None if Kubernetes would reject it.

    The grammar is that of `quantity.go` in apimachinery/pkg/api/resource, in which the digits may be missing, except
    that an exponent has at most four digits.
    """
    from fractions import Fraction  # noqa: PLC0415 (many pods have no quantity)

    match = _QUANTITY.fullmatch(text.strip(SPACES)) if len(text) <= MAX_LENGTH else None
    if match is None or not match[0]:
        return None
    digits = match["number"].rstrip(".")
    number = Fraction(digits if digits.strip("+-.") else 0)
    if match["exponent"] is not None:
        return number * Fraction(10) ** int(match["exponent"])
    factor = SUFFIXES.get(match["suffix"])
    return None if factor is None else number * Fraction(factor[0]) ** factor[1]
