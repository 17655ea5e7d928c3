from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import PIPELINE, replace_first
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, old: str, new: str) -> list[str]:
    return findings_in(directory, {"Jenkinsfile": replace_first(PIPELINE, old, new)}, "not-expanded")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"$WORKSPACE"', "'$WORKSPACE'", "32:37 The executor gets the literal text `$WORKSPACE`"),
        ('"$WORKSPACE"', '"WORKSPACE"', "32:37 The executor gets the literal text `WORKSPACE`"),
    ],
)
def test_found(tmp_path: Path, old: str, new: str, expected: str) -> None:
    (line,) = findings(tmp_path, old, new)
    assert line.startswith(f"Jenkinsfile:{expected}")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('--context="$WORKSPACE"', "--context $WORKSPACE"),
        ('"$WORKSPACE"', "\"$WORKSPACE\" --build-arg='PRICE=$5'"),
    ],
)
def test_not_found(tmp_path: Path, old: str, new: str) -> None:
    assert findings(tmp_path, old, new) == []
