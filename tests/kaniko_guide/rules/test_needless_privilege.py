from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import secured_pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def test_found(tmp_path: Path) -> None:
    assert findings_in(tmp_path, {"pod.yaml": secured_pod("privileged: true")}, "needless-privilege") == [
        "pod.yaml:9:35 Container `kaniko` runs the executor, which does not need `privileged: true`."
    ]


@pytest.mark.parametrize("value", ["false", "$VALUE"])
def test_not_found(tmp_path: Path, value: str) -> None:
    assert findings_in(tmp_path, {"pod.yaml": secured_pod(f"privileged: {value}")}, "needless-privilege") == []


def test_container_without_the_executor(tmp_path: Path) -> None:
    text = secured_pod("privileged: true", image="maven:3.9-eclipse-temurin-21")
    assert findings_in(tmp_path, {"pod.yaml": text}, "needless-privilege") == []
