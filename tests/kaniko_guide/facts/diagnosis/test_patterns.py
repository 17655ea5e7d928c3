"""Patterns of the data, as they are written and as they are parsed."""

from __future__ import annotations

import pytest

from kaniko_guide.facts import Fact, MismatchError, as_type
from kaniko_guide.facts.diagnosis.patterns import Pattern


class Written(Fact, frozen=True):
    """Data with a pattern."""

    pattern: Pattern


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        ("a … b", (("a ", " b"),)),
        ("…a…", (("a",),)),
        ("a……b", (("a", "b"),)),
        ("^a: …b", (("^a: ", "b"),)),
        ("a...b", (("a...b",),)),
        (["a", "b…c"], (("a",), ("b", "c"))),
        (["a"], (("a",),)),
    ],
)
def test_a_pattern_is_split_at_its_wildcards(written: str | list[str], lines: tuple[tuple[str, ...], ...]) -> None:
    assert Pattern.parse(written) == lines
    assert as_type({"pattern": written}, Written).pattern == lines


@pytest.mark.parametrize("written", [1, [1], None, ["a", ["b"]]])
def test_what_is_no_text_is_no_pattern(written: object) -> None:
    with pytest.raises(MismatchError, match=r"at `\$\.pattern`"):
        as_type({"pattern": written}, Written)
