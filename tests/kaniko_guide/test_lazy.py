from __future__ import annotations

import copy
import re

import pytest

from kaniko_guide import lazy


def test_pattern_behaves_like_a_compiled_one() -> None:
    compiled = re.compile(r"(?P<name>a+)|b", re.IGNORECASE)
    pattern = lazy.pattern(compiled.pattern, re.IGNORECASE)
    for text in ("xaAb", "", "b"):
        assert [found.span("name") for found in pattern.finditer(text)] == [
            found.span("name") for found in compiled.finditer(text)
        ]
        assert pattern.sub("-", text) == compiled.sub("-", text)
        assert (pattern.fullmatch(text) is None) is (compiled.fullmatch(text) is None)
    assert (pattern.pattern, pattern.flags, pattern.groupindex) == (
        compiled.pattern,
        compiled.flags,
        compiled.groupindex,
    )


def test_pattern_is_compiled_at_its_first_use() -> None:
    pattern = lazy.pattern("(")
    with pytest.raises(re.error):
        pattern.search("")


def test_pattern_can_be_copied() -> None:
    assert copy.copy(lazy.pattern("a")).match("a")
