from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import (
    EXECUTORS,
    FORK,
    GOOGLE,
    IMAGES,
    executor_pod,
    failed_command,
    successful_commands,
)
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, arguments: str) -> list[str]:
    return findings_in(directory, {"a.sh": f"/kaniko/executor {arguments}\n"}, "no-push-cache-without-repo")


def test_found(tmp_path: Path) -> None:
    assert findings(tmp_path, "--cache=1 --no-push") == [
        (
            "a.sh:1:18 `--cache` and `--no-push` are used without `--cache-repo`; the executor "
            "fails with `cache flags invalid`."
        )
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        "--cache --no-push --cache-repo=a/b",
        "--cache=false --no-push",
        "--cache --no-push=$DRY",
        "--cache --no-push $MORE",
        "--cache --no-push --no-push-cache",
        "--cache --no-push --no-push-cache=$DRY",
    ],
)
def test_not_found(tmp_path: Path, arguments: str) -> None:
    assert findings(tmp_path, arguments) == []


@pytest.mark.parametrize(("release", "found"), [(GOOGLE, 1), (FORK, 0), ("", 0)])
def test_only_upstream_rejects_it_with_no_push_cache(tmp_path: Path, release: str, found: int) -> None:
    pod = executor_pod(IMAGES[release], '"--cache", "--no-push", "--no-push-cache", "--destination=a/b"')
    assert len(findings_in(tmp_path, {"pod.yaml": pod}, "no-push-cache-without-repo")) == found


@pytest.mark.parametrize("executor", EXECUTORS)
def test_recorded_failures_are_found(tmp_path: Path, executor: str) -> None:
    message = "cache flags invalid"
    (line,) = findings_in(
        tmp_path, {"a.sh": failed_command(executor, "m6-cache-no-push-no-repo", message)}, "no-push-cache-without-repo"
    )
    assert message in line


def test_recorded_builds_have_no_finding(tmp_path: Path) -> None:
    files = {f"{at}.sh": command for at, command in enumerate(successful_commands())}
    assert findings_in(tmp_path, files, "no-push-cache-without-repo") == []
