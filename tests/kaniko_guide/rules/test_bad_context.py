from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import EXECUTORS, failed_command, successful_commands
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path
FAILS = "the executor fails with"


def findings(directory: Path, arguments: str) -> list[str]:
    return findings_in(directory, {"a.sh": f"/kaniko/executor {arguments}\n"}, "bad-context")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (
            "--no-push --context=",
            "1:28 `--context` is empty; the executor fails with `please specify a path to the build context`.",
        ),
        (
            "--no-push -c http://a/b.tar.gz",
            f"1:31 `--context` has the unsupported prefix `http://`; {FAILS} `unknown build context prefix provided`.",
        ),
    ],
)
def test_found(tmp_path: Path, arguments: str, expected: str) -> None:
    assert findings(tmp_path, arguments) == [f"a.sh:{expected}"]


@pytest.mark.parametrize(
    "arguments",
    [
        "--no-push --context=$CONTEXT",
        "--no-push --context=$SCHEME://a",
        "--no-push --context=git://github.com/a/b",
        "--no-push --context= --bucket=a",
        "--no-push --context=/a:/b://c",
    ],
)
def test_not_found(tmp_path: Path, arguments: str) -> None:
    assert findings(tmp_path, arguments) == []


@pytest.mark.parametrize("executor", EXECUTORS)
def test_recorded_failures_are_found(tmp_path: Path, executor: str) -> None:
    message = "unknown build context prefix provided"
    (line,) = findings_in(tmp_path, {"a.sh": failed_command(executor, "q4-context-bad-prefix", message)}, "bad-context")
    assert message in line


def test_recorded_builds_have_no_finding(tmp_path: Path) -> None:
    files = {f"{at}.sh": command for at, command in enumerate(successful_commands())}
    assert findings_in(tmp_path, files, "bad-context") == []
