from __future__ import annotations

import pytest

from kaniko_guide.analysis.edit_distance import correct_typo


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("contaner", "container"),
        ("conttainer", "container"),
        ("contsiner", "container"),
        ("cotnainer", "container"),
        ("container", None),
        ("containers", None),
        ("hs", "sh"),
        ("ssh", None),
        ("ecoh", "echo"),
        ("each", None),
        ("", None),
    ],
)
def test_correct_typo(word: str, found: str | None) -> None:
    assert correct_typo(word, frozenset({"container", "echo", "sh"})) == found
