from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import EXECUTORS, executor_pod, failed_command, successful_commands
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, arguments: str) -> list[str]:
    return findings_in(directory, {"a.sh": f"/kaniko/executor {arguments}\n"}, "stray-argument")


@pytest.mark.parametrize(
    ("arguments", "column", "word"),
    [("--cache true --no-push", 26, "true"), ("--no-push build", 28, "build")],
)
def test_found(tmp_path: Path, arguments: str, column: int, word: str) -> None:
    error = f'unknown command "{word}" for "executor"'
    assert findings(tmp_path, arguments) == [
        f"a.sh:1:{column} Unexpected argument `{word}`; the executor fails with `{error}`."
    ]


def test_flag_after_two_dashes_is_an_argument(tmp_path: Path) -> None:
    (line,) = findings(tmp_path, "--no-push -- --context=$X")
    assert line.startswith("a.sh:1:31 Unexpected argument `--context=$X`")


@pytest.mark.parametrize(
    "arguments",
    [
        "--no-push $MORE",
        "--no-push --none more",
        "login registry.example.com",
        "--no-push -c $X -- $Y",
        "--no-push -c $X --",
    ],
)
def test_not_found(tmp_path: Path, arguments: str) -> None:
    assert findings(tmp_path, arguments) == []


@pytest.mark.parametrize("executor", EXECUTORS)
def test_recorded_failures_are_found(tmp_path: Path, executor: str) -> None:
    message = 'unknown command "extra" for "executor"'
    (line,) = findings_in(tmp_path, {"a.sh": failed_command(executor, "aa1-positional-arg", message)}, "stray-argument")
    assert message in line


def test_recorded_builds_have_no_finding(tmp_path: Path) -> None:
    files = {f"{at}.sh": command for at, command in enumerate(successful_commands())}
    assert findings_in(tmp_path, files, "stray-argument") == []


def test_executors_before_1_0_ignore_such_words(tmp_path: Path) -> None:
    commit = "539ddefcae3fd6b411a95982a830d987f4214251"
    for image, found in (
        (f"gcr.io/kaniko-project/executor:debug-{commit}", 0),
        ("gcr.io/kaniko-project/executor@sha256:" + "a" * 64, 0),
        ("gcr.io/kaniko-project/executor:debug-v0.9.0", 0),
        ("registry.example.com/kaniko:v0.9.0", 0),
        ("gcr.io/kaniko-project/executor:v1.3.0-debug", 1),
        ("gcr.io/kaniko-project/executor:debug", 1),
        ("ghcr.io/osscontainertools/kaniko:debug", 1),
        ("registry.example.com/kaniko:latest", 1),
    ):
        files = {"pod.yaml": executor_pod(image, '"--no-push", build')}
        assert len(findings_in(tmp_path, files, "stray-argument")) == found, image
