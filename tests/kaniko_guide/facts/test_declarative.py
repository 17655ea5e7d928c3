from __future__ import annotations

import pytest
from pytest_check import check

from kaniko_guide.facts import declarative


@pytest.mark.parametrize("name", ["pipeline", "stage", "matrix"])
def test_what_a_block_must_have_it_may_have(name: str) -> None:
    block = declarative.block(name)
    assert {*block.required, *block.one_of} <= block.sections
    assert not {*block.required} & {*block.one_of}


def test_names_are_those_of_the_plugin() -> None:
    for names, known, foreign in [
        (declarative.stage_lists, "stages", "steps"),
        (declarative.sections_with_braces, "steps", "agent"),
        (declarative.not_around_branches, "tools", "post"),
        (declarative.post_conditions, "always", "never"),
        (declarative.agents, "kubernetes", "pod"),
        (declarative.kubernetes_options, "yamlFile", "yml"),
        (declarative.steps, "sh", "run"),
        (declarative.not_in_stage, "buildDiscarder", "timeout"),
        (declarative.input_fields, "message", "msg"),
        (declarative.axis_fields, "values", "value"),
    ]:
        with check(f"{names}, {known}"):
            assert known in names()
            assert foreign not in names()


def test_a_block_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError, match="job"):
        declarative.block("job")


@pytest.mark.parametrize("section", ["options", "triggers", "parameters", "when"])
def test_names_of_a_section_are_not_foreign_to_it(section: str) -> None:
    directive = declarative.directives()[section]
    assert not directive.names & directive.foreign
