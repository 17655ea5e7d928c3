"""The real executor: each case comes out as it was recorded."""

from __future__ import annotations

import pytest

from lab.end_to_end import sandbox
from lab.executor import cases, programs
from lab.executor.__main__ import run_and_compare

pytestmark = [pytest.mark.tool, pytest.mark.slow]


def test_every_case_comes_out_as_recorded() -> None:
    for release in cases.releases().values():
        programs.require(release)
    with sandbox.start() as worker:
        found = {
            f"{name} {short}": run_and_compare(worker, name, short, record=False)
            for name in cases.names()
            for short in cases.OWNERS
        }
    assert {case: problems for case, problems in found.items() if problems} == {}
