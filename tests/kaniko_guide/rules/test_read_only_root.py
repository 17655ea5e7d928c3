from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import secured_pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def test_found(tmp_path: Path) -> None:
    assert findings_in(tmp_path, {"pod.yaml": secured_pod("readOnlyRootFilesystem: true")}, "read-only-root") == [
        "pod.yaml:9:47 Container `kaniko` runs the executor, but its root file system is read-only."
    ]


@pytest.mark.parametrize("value", ["false", "$VALUE"])
def test_not_found(tmp_path: Path, value: str) -> None:
    assert findings_in(tmp_path, {"pod.yaml": secured_pod(f"readOnlyRootFilesystem: {value}")}, "read-only-root") == []


def test_container_without_the_executor(tmp_path: Path) -> None:
    text = secured_pod("readOnlyRootFilesystem: true", image="maven:3.9-eclipse-temurin-21")
    assert findings_in(tmp_path, {"pod.yaml": text}, "read-only-root") == []
