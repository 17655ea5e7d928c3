from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import PIPELINE, replace_first
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, old: str, new: str) -> list[str]:
    return findings_in(directory, {"Jenkinsfile": replace_first(PIPELINE, old, new)}, "groovy-in-shell")


def test_found(tmp_path: Path) -> None:
    (line,) = findings(tmp_path, "$BUILD_NUMBER", "${env.TAG}")
    assert line.startswith("Jenkinsfile:34:81 The shell gets `${env.TAG}` unchanged")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("$BUILD_NUMBER", "${TAG%.*}${X:-env.y}"),
        ("$BUILD_NUMBER", "$env.TAG"),
        ("$BUILD_NUMBER", "${TAG}.env"),
        ("$BUILD_NUMBER", "\\\\${env.TAG}"),
        ('"$WORKSPACE"', "'${env.TAG}'"),
    ],
)
def test_not_found(tmp_path: Path, old: str, new: str) -> None:
    assert findings(tmp_path, old, new) == []
