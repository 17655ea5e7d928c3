from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import PIPELINE, POD, replace_first
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

NAMESPACE = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: jenkins\n  labels:\n    KEY: LEVEL\n"


def test_found_in_a_jenkinsfile(tmp_path: Path) -> None:
    pipeline = replace_first(PIPELINE, "    tty: true", "    imagePullPolicy: always")
    (line,) = findings_in(tmp_path, {"Jenkinsfile": pipeline}, "unsupported-value")
    assert line.startswith("Jenkinsfile:12:22 `imagePullPolicy` does not support the value")


def test_keys_of_a_selector_are_free(tmp_path: Path) -> None:
    pipeline = replace_first(PIPELINE, "spec:\n", "spec:\n  nodeSelector: {restartPolicy: x}\n")
    assert findings_in(tmp_path, {"Jenkinsfile": pipeline}, "unsupported-value") == []


def test_found_in_a_manifest(tmp_path: Path) -> None:
    lines = findings_in(tmp_path, {"pod.yaml": replace_first(POD, "Never", "never")}, "unsupported-value")
    assert lines == ["pod.yaml:7:18 `restartPolicy` does not support the value `never`."]


@pytest.mark.parametrize("value", ["${POLICY}", "OnFailure"])
def test_not_found_in_a_manifest(tmp_path: Path, value: str) -> None:
    assert findings_in(tmp_path, {"pod.yaml": replace_first(POD, "Never", value)}, "unsupported-value") == []


@pytest.mark.parametrize(
    ("key", "level", "count"),
    [
        ("pod-security.kubernetes.io/enforce", "Baseline", 1),
        ("pod-security.kubernetes.io/enforce", "baseline", 0),
        ("pod-security.kubernetes.io/enforce-version", "latest", 0),
        ("example.com/enforce", "Baseline", 0),
    ],
)
def test_labels_of_a_namespace(tmp_path: Path, key: str, level: str, count: int) -> None:
    namespace = NAMESPACE.replace("KEY", key).replace("LEVEL", level)
    lines = findings_in(tmp_path, {"namespace.yaml": namespace}, "unsupported-value")
    assert lines == [f"namespace.yaml:6:{len(key) + 7} `{key}` does not support the value `{level}`."] * count
