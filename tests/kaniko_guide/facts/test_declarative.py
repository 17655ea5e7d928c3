from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide.facts import declarative

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.mark.parametrize("name", ["pipeline", "stage", "matrix"])
def test_what_a_block_must_have_it_may_have(name: str) -> None:
    block = declarative.block(name)
    assert {*block.required, *block.one_of} <= block.sections
    assert not {*block.required} & {*block.one_of}


@pytest.mark.parametrize(
    ("names", "known", "foreign"),
    [
        (declarative.stage_lists, "stages", "steps"),
        (declarative.sections_with_braces, "steps", "agent"),
        (declarative.not_around_branches, "tools", "post"),
        (declarative.post_conditions, "always", "never"),
        (declarative.agents, "kubernetes", "pod"),
        (declarative.kubernetes_options, "yamlFile", "yml"),
        (declarative.steps, "sh", "run"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_names_are_those_of_the_plugin(names: Callable[[], frozenset[str]], known: str, foreign: str) -> None:
    assert known in names()
    assert foreign not in names()


def test_a_block_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError, match="job"):
        declarative.block("job")
