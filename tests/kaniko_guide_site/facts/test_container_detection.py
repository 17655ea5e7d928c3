"""How the executor detects that it runs in a container: each indicator alone was enough in a recorded run."""

from __future__ import annotations

import pytest

from kaniko_guide.facts import executors
from kaniko_guide_site.facts import container_detection
from tests.support import RECORDED

RUNS = RECORDED / "environment-runs"
NOT_DETECTED = "kaniko should only be run inside of a container"
INDICATORS = container_detection.indicators()


def record(build: str, case: str) -> str:
    return (RUNS / build / f"{case}.txt").read_text("utf-8")


@pytest.mark.parametrize("build", executors.releases())
def test_without_an_indicator_it_fails(build: str) -> None:
    assert NOT_DETECTED in record(build, "contained-none")


@pytest.mark.parametrize("build", executors.releases())
@pytest.mark.parametrize("case", [run for indicator in INDICATORS for run in indicator.runs])
def test_one_indicator_is_enough(build: str, case: str) -> None:
    text = record(build, case)
    assert NOT_DETECTED not in text
    assert text.endswith("# exit code: 0\n")


@pytest.mark.parametrize("build", executors.releases())
def test_every_record_of_an_indicator_is_named(build: str) -> None:
    kept = {path.stem for path in (RUNS / build).glob("contained-*.txt")}
    assert kept == {run for indicator in INDICATORS for run in indicator.runs} | {"contained-none"}


def test_path_of_an_indicator_is_the_one_in_its_record() -> None:
    for indicator in INDICATORS:
        if isinstance(indicator.indicator, str):
            (run,) = indicator.runs
            assert all(
                f"# there: {indicator.indicator}, an empty " in record(build, run) for build in executors.releases()
            )
