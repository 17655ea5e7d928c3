from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import PIPELINE, changed
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def found(directory: Path, old: str, new: str) -> list[str]:
    return findings_in(directory, {"Jenkinsfile": changed(PIPELINE, old, new)}, "groovy-in-shell")


def test_found(tmp_path: Path) -> None:
    (line,) = found(tmp_path, "$BUILD_NUMBER", "${env.TAG}")
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
    assert found(tmp_path, old, new) == []
