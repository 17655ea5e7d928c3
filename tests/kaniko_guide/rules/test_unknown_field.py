from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project
from kaniko_guide.rules import unknown_field
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


@pytest.mark.parametrize(
    ("spec", "field", "place"),
    [
        ("env: []", "spec.env", "`spec.containers[0]`"),
        ("volumeMounts: []", "spec.volumeMounts", "`spec.containers[0]`"),
        (
            "securityContext: {privileged: true}",
            "spec.securityContext.privileged",
            "`spec.containers[0].securityContext`",
        ),
        ("replicas: 1", "spec.replicas", ""),
        ("somethingElse: 1", "spec.somethingElse", ""),
    ],
)
def test_place_of_a_field_in_the_pod(tmp_path: Path, spec: str, field: str, place: str) -> None:
    assert place_of(tmp_path, POD + f"  {spec}\n", field) == place


@pytest.mark.parametrize(
    ("container", "field", "place"),
    [
        ("volumes: []", "volumes", "`spec`"),
        ("limits: {cpu: 1}", "limits", "`spec.containers[0].resources`"),
        (
            "resources: {cpu: 1}",
            "resources.cpu",
            "`spec.containers[0].resources.limits` or `spec.containers[0].resources.requests`",
        ),
        (
            "livenessProbe: {httpGet: {port: 80, periodSeconds: 1}}",
            "livenessProbe.httpGet.periodSeconds",
            "`spec.containers[0].livenessProbe`",
        ),
        (
            "livenessProbe: {tcpSocket: {port: 80}}\n    periodSeconds: 1",
            "periodSeconds",
            "`spec.containers[0].livenessProbe`",
        ),
        ("securityContext: {fsGroup: 1}", "securityContext.fsGroup", "`spec.securityContext`"),
        ("containerPort: 80", "containerPort", "`spec.containers[0].ports`"),
        ("path: /", "path", ""),
    ],
)
def test_place_of_a_field_of_a_container(tmp_path: Path, container: str, field: str, place: str) -> None:
    assert place_of(tmp_path, POD + f"    {container}\n", f"spec.containers[0].{field}") == place


def test_place_in_other_objects(tmp_path: Path) -> None:
    deployment = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec:
  selector: {matchLabels: {a: b}}
  containers: []
  labels: {}
  template:
    metadata: {labels: {a: b}}
    spec:
      replicas: 2
      containers: [{name: a, image: b}, {name: c, image: d}]
      env: []
"""
    assert place_of(tmp_path, deployment, "spec.containers") == "`spec.template.spec`"
    assert place_of(tmp_path, deployment, "spec.template.spec.replicas") == "`spec`"
    assert place_of(tmp_path, deployment, "spec.template.spec.env") == "`spec.template.spec.containers[…]`"
    assert place_of(tmp_path, deployment, "spec.labels") == ""


def test_a_name_in_other_capitals_is_no_matter_of_the_place(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(POD + "  Volumes: []\n", "utf-8")
    (found,) = unknown_field.check(project.read(tmp_path))
    assert found.help.en == "Did you mean `volumes`?"


def place_of(directory: Path, text: str, field: str) -> str:
    """The places that the help names; empty if it names none."""
    (directory / "a.yaml").write_text(text, "utf-8")
    found = [entry for entry in unknown_field.check(project.read(directory)) if f"`{field}`" in entry.message.en]
    (help_text,) = [entry.help.en for entry in found]
    return help_text.removeprefix("It belongs to ").partition(":")[0] if "belongs" in help_text else ""
