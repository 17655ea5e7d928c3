from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, destinations: str) -> list[str]:
    pipeline = f"node {{\n    sh '/kaniko/executor {destinations}'\n}}\n"
    return findings_in(directory, {"Jenkinsfile": pipeline}, "fixed-tag")


@pytest.mark.parametrize(
    ("destinations", "expected"),
    [
        ("--destination=a/b:1.0", [(40, "a/b:1.0")]),
        ("--destination=a/b --destination=a/c:latest", [(40, "a/b"), (58, "a/c:latest")]),
    ],
)
def test_destinations_without_a_variable(tmp_path: Path, destinations: str, expected: list[tuple[int, str]]) -> None:
    assert findings(tmp_path, destinations) == [
        f"Jenkinsfile:2:{column} Every build overwrites `{value}`." for column, value in expected
    ]


@pytest.mark.parametrize(
    "destinations",
    [
        "--destination=a/b:latest --destination=a/b:$BUILD_NUMBER",
        "--destination=$IMAGE",
        "--destination=a/b:1 $MORE",
        "--no-push",
        "--destination=a/b --no-push",
    ],
)
def test_a_destination_varies_or_nothing_is_pushed(tmp_path: Path, destinations: str) -> None:
    assert findings(tmp_path, destinations) == []


def test_a_script_is_not_a_pipeline(tmp_path: Path) -> None:
    assert findings_in(tmp_path, {"a.sh": "/kaniko/executor -d=a/b:1\n"}, "fixed-tag") == []
