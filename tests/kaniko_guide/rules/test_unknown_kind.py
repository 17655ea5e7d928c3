from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import PIPELINE, POD, replace_first
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("kind: Pod", "kind: Pods", "2:7 `v1` has no kind `Pods`."),
        ("kind: Pod\n", "", "1:1 This object lacks `kind`."),
        ("apiVersion: v1\n", "", "1:1 This object lacks `apiVersion`."),
    ],
)
def test_found_in_a_manifest(tmp_path: Path, old: str, new: str, expected: str) -> None:
    (line,) = findings_in(tmp_path, {"pod.yaml": replace_first(POD, old, new)}, "unknown-kind")
    assert line.startswith(f"pod.yaml:{expected}")


@pytest.mark.parametrize(
    ("old", "new"), [("apiVersion: v1", "apiVersion: example.com/v1"), ("kind: Pod", "kind: PodList")]
)
def test_not_found_in_a_manifest(tmp_path: Path, old: str, new: str) -> None:
    assert findings_in(tmp_path, {"pod.yaml": replace_first(POD, old, new)}, "unknown-kind") == []


def test_found_in_a_jenkinsfile(tmp_path: Path) -> None:
    pipeline = replace_first(PIPELINE, "kind: Pod", "kind: pod")
    (line,) = findings_in(tmp_path, {"Jenkinsfile": pipeline}, "unknown-kind")
    assert line.startswith("Jenkinsfile:6:7 `pod` is not the `kind` of a pod.")


def test_a_jenkinsfile_needs_no_kind(tmp_path: Path) -> None:
    assert findings_in(tmp_path, {"Jenkinsfile": replace_first(PIPELINE, "kind: Pod\n", "")}, "unknown-kind") == []
