from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import image_pod, jenkinsfile
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

POD = image_pod("a:1")
SPEC = "  containers:\n  - name: a\n    image: a:1\n"


@pytest.mark.parametrize(
    ("below", "found"),
    [
        ("", []),
        (
            "    imagePullPolcy: Always\n",
            ["pod.yaml:8:5 `spec.containers[0].imagePullPolcy` is not a known field (Kubernetes 1.33–1.37)."],
        ),
        (
            "    imagePullPolcy:\n",
            ["pod.yaml:8:5 `spec.containers[0].imagePullPolcy` is not a known field (Kubernetes 1.33–1.37)."],
        ),
        ("    ports: [{containerport: 80}]\n", []),
        ("    ports: [{name: http}]\n", []),
        ("    ports: ${PORTS}\n    $FIELD: 1\n", []),
    ],
)
def test_unknown_field_of_a_manifest(tmp_path: Path, below: str, found: list[str]) -> None:
    assert findings_in(tmp_path, {"pod.yaml": POD + below}, "unknown-field") == found


def test_newer_field_is_reported_for_older_minor_versions(tmp_path: Path) -> None:
    pod = POD + "    volumeMounts:\n    - {name: a, mountPath: /a, bindMountOptions: [ro]}\n"
    (found,) = findings_in(tmp_path, {"pod.yaml": pod}, "unknown-field")
    assert found.startswith("pod.yaml:9:32 `spec.containers[0].volumeMounts[0].bindMountOptions` is not a known field")
    assert found.endswith("(Kubernetes 1.33–1.36).")


def test_unknown_field_without_a_value_loses_nothing_in_a_jenkinsfile(tmp_path: Path) -> None:
    files = {"Jenkinsfile": jenkinsfile(SPEC + "    volumeMount:\n")}
    assert findings_in(tmp_path, files, "unknown-field") == []
    files = {"Jenkinsfile": jenkinsfile(SPEC + "    volumeMount: []\n")}
    (found,) = findings_in(tmp_path, files, "unknown-field")
    assert found.startswith("Jenkinsfile:9:5 `spec.containers[0].volumeMount` is not a known field")


def test_misspelt_spec_of_a_pod_in_a_jenkinsfile(tmp_path: Path) -> None:
    text = jenkinsfile(SPEC).replace("\nspec:", "\nkind: Pod\nspce:")
    (found,) = findings_in(tmp_path, {"Jenkinsfile": text}, "unknown-field")
    assert "`spce` is not a known field" in found
