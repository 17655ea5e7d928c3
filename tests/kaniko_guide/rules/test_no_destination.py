from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import EXECUTORS, failed_command, successful_commands
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, arguments: str) -> list[str]:
    return findings_in(directory, {"a.sh": f"/kaniko/executor {arguments}\n"}, "no-destination")


def test_found(tmp_path: Path) -> None:
    assert findings(tmp_path, "--context=.") == [
        (
            "a.sh:1:1 `--destination` and `--no-push` are both missing; the executor fails with "
            "`you must provide --destination, or use --no-push`."
        )
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        "--no-push",
        "--no-push=$DRY",
        "--context=. $OPTIONS",
        '--context=. "$@"',
        "--context=. {{ options }}",
        "--help",
        "version",
        "-d a/b:1",
    ],
)
def test_not_found(tmp_path: Path, arguments: str) -> None:
    assert findings(tmp_path, arguments) == []


@pytest.mark.parametrize("executor", EXECUTORS)
def test_recorded_failures_are_found(tmp_path: Path, executor: str) -> None:
    message = "you must provide --destination, or use --no-push"
    (line,) = findings_in(tmp_path, {"a.sh": failed_command(executor, "f4-no-destination", message)}, "no-destination")
    assert message in line


def test_recorded_builds_have_no_finding(tmp_path: Path) -> None:
    files = {f"{at}.sh": command for at, command in enumerate(successful_commands())}
    assert findings_in(tmp_path, files, "no-destination") == []


def test_a_quote_that_is_not_closed_may_contain_the_destination(tmp_path: Path) -> None:
    script = '/kaniko/executor --context=. --cache="true \\\n  --destination=a/b:1\n'
    for rule, number in (("no-destination", 0), ("bad-flag-value", 0), ("shell-syntax", 1)):
        assert len(findings_in(tmp_path, {"a.sh": script}, rule)) == number
