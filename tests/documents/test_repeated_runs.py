"""Earlier runs are repeated by a case, or listed without one: then no one here can repeat them, and they prove nothing.

A case that repeats a run ends with its exit code.
"""

from __future__ import annotations

import csv
import re

import pytest

from lab.executor import cases
from tests.support import RECORDED

LIST = RECORDED / "repeated-runs.tsv"
DIRECTORIES = ("environment-runs", "kaniko-runs")
FEATURES = "kaniko-runs/features: "
EXIT_OF_SHELL = {
    "kaniko-runs/t2-login-wrong-password-not-checked": "a shell ends with the exit code of echo",
    "kaniko-runs/t3-login-read-only-secret": "a shell ends with the exit code of echo",
    "kaniko-runs/x3-context-not-a-mount": "a shell ends with the exit code of ls",
}
"""The earlier runs whose last exit code is not that of the executor, and why."""


def listed_repeats() -> list[tuple[str, str]]:
    """Each earlier run, and the case that repeats it; empty for none."""
    with LIST.open(encoding="utf-8", newline="") as file:
        return [
            (row["earlier run"], row["case"]) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]


def test_every_earlier_run_is_listed_once() -> None:
    runs = {
        f"{directory}/{file.stem}" for directory in DIRECTORIES for file in (RECORDED / directory).glob("*-v*/*.txt")
    }
    with (RECORDED / "kaniko-runs" / "features" / "MATRIX.tsv").open(encoding="utf-8", newline="") as file:
        features = [row["feature"] for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    assert sorted(run for run, _ in listed_repeats()) == sorted(
        [*runs, *(f"{FEATURES}{feature}" for feature in features)]
    )


def test_every_listed_case_exists() -> None:
    assert {case for _, case in listed_repeats()} - {"", *cases.names()} == set()


@pytest.mark.parametrize("short", cases.OWNERS)
def test_a_case_ends_with_the_exit_code_of_the_run_that_it_repeats(short: str) -> None:
    different = []
    for run, case in listed_repeats():
        directory, _, name = run.partition("/")
        file = RECORDED / directory / cases.releases()[short] / f"{name}.txt"
        if not case or run in EXIT_OF_SHELL or not file.is_file():
            continue
        earlier = int(re.findall(r"^# exit code: (\d+)$", file.read_text("utf-8"), re.MULTILINE)[-1])
        outcome = cases.recorded_outcome(case, short)
        assert outcome is not None
        if outcome.steps[-1].exit != earlier:
            different.append(f"{run}: exit code {earlier}, {case}: {outcome.steps[-1].exit}")
    assert different == []
