from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import PIPELINE, replace_first
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, old: str, new: str) -> list[str]:
    return findings_in(directory, {"Jenkinsfile": replace_first(PIPELINE, old, new)}, "misspelt-variable")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("$BUILD_NUMBER", "$BUILD_NUMER", "34:81 Jenkins does not set a variable `$BUILD_NUMER`."),
        ('"$WORKSPACE"', '"${workspace}"', "32:38 Jenkins does not set a variable `$workspace`."),
    ],
)
def test_found(tmp_path: Path, old: str, new: str, expected: str) -> None:
    (line,) = findings(tmp_path, old, new)
    assert line.startswith(f"Jenkinsfile:{expected}")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("$BUILD_NUMBER", "$BUILD_NUMBERS$BUILD_NUMER\n export BUILD_NUMER=1\n"),
        ("$BUILD_NUMBER", "$BUILD_NUMBERS"),
        ("$BUILD_NUMBER", "\\\\$BUILD_NUMER"),
    ],
)
def test_not_found(tmp_path: Path, old: str, new: str) -> None:
    assert findings(tmp_path, old, new) == []
