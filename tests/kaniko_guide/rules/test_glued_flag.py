from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import successful_commands
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, arguments: str) -> list[str]:
    return findings_in(directory, {"a.sh": f"/kaniko/executor {arguments}\n"}, "glued-flag")


@pytest.mark.parametrize(
    ("arguments", "column", "flag", "before"),
    [
        ("--no-push --context=`pwd`--insecure", 43, "--insecure", "--context"),
        ('--no-push --context="$PWD"--insecure', 44, "--insecure", "--context"),
        ("--destination=a/b:1--cache=true", 37, "--cache", "--destination"),
        ("--context=$PWD--destination=a/b:1", 32, "--destination", "--context"),
    ],
)
def test_found(tmp_path: Path, arguments: str, column: int, flag: str, before: str) -> None:
    assert findings(tmp_path, arguments) == [
        f"a.sh:1:{column} `{flag}` is read as part of the value of `{before}`: the space before it is missing."
    ]


@pytest.mark.parametrize(
    "arguments",
    [
        "-d a/my--cache:1 --build-arg=A=`a`--insecure",
        "--no-push --context=$PWD/a--b",
        "--no-push --context=`pwd`--none",
    ],
)
def test_not_found(tmp_path: Path, arguments: str) -> None:
    assert findings(tmp_path, arguments) == []


def test_recorded_builds_have_no_finding(tmp_path: Path) -> None:
    files = {f"{at}.sh": command for at, command in enumerate(successful_commands())}
    assert findings_in(tmp_path, files, "glued-flag") == []
