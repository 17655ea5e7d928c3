"""By what the executor tells that it runs in a container: each sign alone was enough in a recorded run."""

from __future__ import annotations

import pytest

from kaniko_guide.facts import executors
from kaniko_guide_site.facts import container_signs
from tests.support import RECORDED

RUNS = RECORDED / "environment-runs"
REFUSED = "kaniko should only be run inside of a container"
SIGNS = container_signs.signs()


def record(build: str, case: str) -> str:
    return (RUNS / build / f"{case}.txt").read_text("utf-8")


@pytest.mark.parametrize("build", executors.releases())
def test_without_any_sign_it_refuses(build: str) -> None:
    assert REFUSED in record(build, "contained-none")


@pytest.mark.parametrize("build", executors.releases())
@pytest.mark.parametrize("case", [run for sign in SIGNS for run in sign.runs])
def test_each_sign_alone_is_enough(build: str, case: str) -> None:
    text = record(build, case)
    assert REFUSED not in text
    assert text.endswith("# exit code: 0\n")


@pytest.mark.parametrize("build", executors.releases())
def test_every_record_of_a_sign_is_told(build: str) -> None:
    kept = {path.stem for path in (RUNS / build).glob("contained-*.txt")}
    assert kept == {run for sign in SIGNS for run in sign.runs} | {"contained-none"}


def test_a_path_that_is_a_sign_is_the_one_that_was_there() -> None:
    for sign in SIGNS:
        if isinstance(sign.sign, str):
            (run,) = sign.runs
            assert all(f"# there: {sign.sign}, an empty " in record(build, run) for build in executors.releases())
