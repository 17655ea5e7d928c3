"""The step that joins two architectures: a wrong template is a problem; `verify` runs the recipe's own step."""

from __future__ import annotations

import pytest

from lab.checks import manifest_tool

pytestmark = pytest.mark.tool


def test_step_is_that_of_the_recipe() -> None:
    assert manifest_tool.step_script().split()[:3] == ["manifest-tool", "push", "from-args"]


@pytest.mark.slow
def test_images_that_do_not_exist_are_a_problem() -> None:
    script = manifest_tool.step_script()
    assert script.count("-ARCH") == 1
    found = manifest_tool.problems(script.replace("-ARCH", "-of-ARCH"))
    assert len(found) == len(manifest_tool.KINDS)
    assert all("exit code 1" in line and "not found" in line for line in found)


@pytest.mark.slow
def test_one_architecture_is_a_problem() -> None:
    script = manifest_tool.step_script().replace("linux/amd64,linux/arm64", "linux/amd64")
    found = manifest_tool.problems(script)
    assert len(found) == len(manifest_tool.KINDS)
    assert all("the tag has [('amd64'" in line for line in found)
