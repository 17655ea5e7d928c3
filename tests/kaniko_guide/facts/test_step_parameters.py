from __future__ import annotations

import pytest
from pytest_check import check

from kaniko_guide.facts import load, step_parameters

CALLS = load(step_parameters.__file__, step_parameters.File).calls


def test_required_parameters_and_those_with_values_are_parameters() -> None:
    for name in CALLS:
        with check(f"{name}"):
            call = CALLS[name]
            assert {*call.required, *call.values} <= call.parameters
            assert call.within in {*CALLS, "", "when"}


@pytest.mark.parametrize(
    ("name", "known", "foreign"),
    [
        ("sh", "returnStdout", "shell"),
        ("podTemplate", "yaml", "yamlFile"),
        ("containerTemplate", "ttyEnabled", "tty"),
        ("secretVolume", "mountPath", "items"),
    ],
)
def test_parameters_are_those_of_the_plugin(name: str, known: str, foreign: str) -> None:
    call = step_parameters.call(name)
    assert call is not None
    assert known in call.parameters
    assert foreign not in call.parameters


def test_unknown_call() -> None:
    assert step_parameters.call("stepOfALibrary") is None
