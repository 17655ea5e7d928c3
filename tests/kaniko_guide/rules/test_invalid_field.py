from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import jenkinsfile, pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

CONTAINER = "  containers:\n  - name: a\n    image: a:1\n"
"""Fields of the container follow on line 9, those of the pod before it on line 5."""


@pytest.mark.parametrize(
    ("below", "found"),
    [
        ("    imagePullPolicy: always\n", []),
        ("    ports: [{containerPort: ${PORT}}]\n", []),
        (
            "    ports: [{containerPort: 65536}]\n",
            ["pod.yaml:8:29 `spec.containers[0].ports[0].containerPort` is `65536`, which is not valid."],
        ),
        (
            "    ports: [{containerPort: 0}]\n",
            ["pod.yaml:8:29 `spec.containers[0].ports[0].containerPort` has no value."],
        ),
        (
            "    ports: [{containerPort: 1, name: a}, {containerPort: 2, name: a}]\n",
            ["pod.yaml:8:67 `spec.containers[0].ports[1].name` is `a` a second time."],
        ),
        (
            "    livenessProbe: {exec: {command: [a]}, tcpSocket: {port: 1}}\n",
            ["pod.yaml:8:20 `spec.containers[0].livenessProbe` is not allowed here."],
        ),
        (
            "    volumeDevices: [{name: b, devicePath: /b}]\n",
            ["pod.yaml:8:28 `spec.containers[0].volumeDevices[0].name` names `b`, which is not defined."],
        ),
    ],
)
def test_value_is_refused_with_its_path(tmp_path: Path, below: str, found: list[str]) -> None:
    assert findings_in(tmp_path, {"pod.yaml": pod(CONTAINER + below)}, "invalid-field") == found


def test_missing_value_marks_the_object_around_it(tmp_path: Path) -> None:
    below = "    livenessProbe:\n      periodSeconds: 5\n"
    (found,) = findings_in(tmp_path, {"pod.yaml": pod(CONTAINER + below)}, "invalid-field")
    assert found == "pod.yaml:9:7 `spec.containers[0].livenessProbe` has no value."


def test_pod_in_a_jenkinsfile_is_validated_as_the_plugin_completes_it(tmp_path: Path) -> None:
    def found(below: str) -> list[str]:
        return findings_in(tmp_path, {"Jenkinsfile": jenkinsfile(CONTAINER + below)}, "invalid-field")

    assert found("    ports: [{containerPort: '8080'}]\n") == []
    assert len(found("    ports: [{containerPort: '80800'}]\n")) == 1
    assert findings_in(tmp_path, {"Jenkinsfile": jenkinsfile("  hostNetwork: false\n")}, "invalid-field") == []


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {restartPolicy: never}\n",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n",
        pod("  containers:\n  - name: a\n    env: [{name: A, value: b}]\n"),
        pod("  - a\n"),
        "kind: Pod\nspec: [a]\n",
        "a\n",
    ],
)
def test_patches_and_other_objects_have_no_errors(tmp_path: Path, text: str) -> None:
    assert findings_in(tmp_path, {"a.yaml": text}, "invalid-field") == []


def test_template_of_a_deployment_is_validated_too(tmp_path: Path) -> None:
    spec = "      activeDeadlineSeconds: 0\n      containers: [{name: a, image: a}]\n"
    text = f"apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n{spec}"
    (found,) = findings_in(tmp_path, {"a.yaml": text}, "invalid-field")
    assert found == "a.yaml:6:30 `spec.template.spec.activeDeadlineSeconds` is `0`, which is not valid."
