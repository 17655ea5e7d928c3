"""What `diagnose` says of the recorded failures in a cluster is what their records say (`cause` in each `run.yml`).

`REFRESH_OUTPUTS=1 pytest` with this file writes `cause` again, after a change of the signatures.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from pytest_check import check

from kaniko_guide.facts.diagnosis.signatures import signatures
from lab.cluster import failure_record
from lab.cluster.failure_record import UNKNOWN
from lab.cluster.failures import load
from tests.support import RECORDED

if TYPE_CHECKING:
    from pathlib import Path

DIRECTORIES = sorted(file.parent for file in (RECORDED / "cluster-runs" / "failures").glob("*/run.yml"))
WRONG: dict[str, str] = {}
"""The failures of which `diagnose` names a wrong cause, and why this is not fixed."""


def name(directory: Path) -> str:
    return directory.name


def test_the_causes_are_those_of_the_record() -> None:
    for directory in DIRECTORIES:
        with check(f"{directory}"):
            run = failure_record.read(directory)
            found = {
                output: failure_record.diagnosed(text) for output, text in failure_record.outputs(directory).items()
            }
            if os.environ.get("REFRESH_OUTPUTS"):
                failure_record.write_causes(directory, found)
                run = failure_record.read(directory)
            assert found == run["cause"]


def test_the_decisive_line_is_in_the_record() -> None:
    for directory in DIRECTORIES:
        with check(f"{directory}"):
            expected = failure_record.read(directory)["expected"]
            lines = failure_record.outputs(directory)[expected["output"]].splitlines()[1:]
            assert [line for line in lines if expected["line"] in line]
            assert set(expected["signatures"]) <= {signature.id for signature in signatures()}


def test_wrong_causes_are_listed_with_their_reason() -> None:
    verdicts = {directory.name: failure_record.verdict(failure_record.read(directory)) for directory in DIRECTORIES}
    assert {failure for failure, verdict in verdicts.items() if verdict == "wrong"} == WRONG.keys()
    assert all(WRONG.values())


def test_every_failure_has_a_record_with_the_answer_that_it_expects() -> None:
    recorded = {directory.name: failure_record.read(directory)["expected"] for directory in DIRECTORIES}
    assert recorded == {failure.id: failure_record.expected(failure) for failure in load()}


def test_an_unknown_text_has_no_cause() -> None:
    assert failure_record.diagnosed("kubectl get pods\nnothing\n") == UNKNOWN
