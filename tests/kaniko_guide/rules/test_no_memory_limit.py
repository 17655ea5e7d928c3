from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import jenkinsfile
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

FORK = "ghcr.io/osscontainertools/kaniko:v1.28.3-debug"


def findings(directory: Path, resources: str, *, of_pod: str = "{}", options: str = "") -> list[str]:
    spec = f"  resources: {of_pod}\n  containers:\n  - name: kaniko\n    image: {FORK}\n    resources: {resources}\n"
    text = jenkinsfile(spec, options=options)
    return findings_in(directory, {"Jenkinsfile": text}, "no-memory-limit")


@pytest.mark.parametrize("resources", ["{}", "", "{requests: {memory: 2Gi}}", "{limits: {cpu: 1}}"])
def test_no_limit(tmp_path: Path, resources: str) -> None:
    assert findings(tmp_path, resources) == [
        "Jenkinsfile:8:11 Container `kaniko` runs the executor without `resources.limits.memory`."
    ]


@pytest.mark.parametrize("resources", ["{limits: {memory: 2Gi}}", "$RESOURCES", "{limits: $LIMITS}"])
def test_limit_or_unknown(tmp_path: Path, resources: str) -> None:
    assert findings(tmp_path, resources) == []


def test_limit_set_elsewhere(tmp_path: Path) -> None:
    assert findings(tmp_path, "{}", of_pod="{limits: {memory: 4Gi}}") == []
    assert findings(tmp_path, "{}", options="inheritFrom 'default'\n") == []


def test_other_container(tmp_path: Path) -> None:
    stages = "  stages { stage('a') { steps { echo 'a' } } }\n"
    spec = "  containers:\n  - name: maven\n    image: maven:3.9-eclipse-temurin-21\n"
    assert findings_in(tmp_path, {"Jenkinsfile": jenkinsfile(spec, stages=stages)}, "no-memory-limit") == []
