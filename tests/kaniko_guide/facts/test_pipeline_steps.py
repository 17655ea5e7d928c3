"""The steps that pipelines have without a shared library."""

from __future__ import annotations

from kaniko_guide.facts import declarative, pipeline_steps


def test_common_steps_are_known() -> None:
    assert declarative.steps() <= pipeline_steps.every_name()
    assert pipeline_steps.steps() < pipeline_steps.every_name()


def test_globals_are_no_steps() -> None:
    assert not pipeline_steps.global_variables() & (pipeline_steps.steps() - {"build"})
