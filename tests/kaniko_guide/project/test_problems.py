"""An error of our own: what is reported of it, and what is set aside for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide.project.problems import setting_aside

if TYPE_CHECKING:
    from collections.abc import Collection


@pytest.mark.parametrize(
    ("bad", "together", "result", "aside"),
    [
        ("", "", "abc", ""),
        ("b", "", "ac", "b"),
        ("abc", "", "", "abc"),
        ("", "ac", "", "abc"),
        ("b", "ac", "", "abc"),
    ],
)
def test_what_fails_is_set_aside(bad: str, together: str, result: str, aside: str) -> None:
    def run(some: Collection[str]) -> str:
        if set(bad) & set(some) or (together and set(together) <= set(some)):
            raise ValueError
        return "".join(some)

    done, failed = setting_aside(run, list("abc"), "")
    assert (done, "".join(sorted(failed))) == (result, aside)
