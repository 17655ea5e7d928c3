"""kubectl's output on pages is what kubectl prints with the fake API server.

`REFRESH_OUTPUTS=1 pytest tests/lab/checks/test_kubectl_output.py` writes the files again.
"""

from __future__ import annotations

import pytest

from lab.checks import kubectl_output
from tests.support import SNIPPETS, expect_output

pytestmark = [pytest.mark.slow, pytest.mark.tool]


@pytest.mark.parametrize("name", kubectl_output.OUTPUTS)
def test_recorded_output_is_what_kubectl_prints(name: str) -> None:
    expect_output(SNIPPETS / name, kubectl_output.run_output(name))


@pytest.mark.parametrize("name", kubectl_output.OUTPUTS)
def test_recorded_output_begins_with_its_command(name: str) -> None:
    command = (SNIPPETS / kubectl_output.OUTPUTS[name][0]).read_text("utf-8")
    assert (SNIPPETS / name).read_text("utf-8").startswith(command)


def test_every_output_of_these_recipes_is_recorded_here() -> None:
    directories = {name.partition("/")[0] for name in kubectl_output.OUTPUTS}
    assert {
        path.relative_to(SNIPPETS).as_posix()
        for directory in directories
        for path in (SNIPPETS / directory).glob("*.txt")
    } == (kubectl_output.OUTPUTS.keys())
