from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project, rules
from kaniko_guide.findings import Severity
from tests.kaniko_guide.rules.shared import STAGES, pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n"
CONTAINER = "spec:\n  containers:\n  - name: a\n    image: a:1\n"


def jenkinsfile(yaml: str) -> str:
    return (
        f"pipeline {{\n  agent {{\n    kubernetes {{\n      yaml '''\n{yaml}'''\n    }}\n  }}\n"
        "  stages { stage('a') { steps { echo 'a' } } }\n}\n"
    )


@pytest.mark.parametrize(
    ("below", "found"),
    [
        ("", []),
        ("    imagePullPolcy: Always\n", []),
        (
            "    ports: [{containerPort: null}]\n",
            ["pod.yaml:8:13 `spec.containers[0].ports[0]` lacks the required `containerPort` (Kubernetes 1.33–1.37)."],
        ),
        ("    command: null\n    resources: {limits: {memory: null}}\n", []),
        ("    livenessProbe: {httpGet: {port: 80, httpHeaders: [{name: A}]}}\n", []),
        (
            "    ports: [{name: http}]\n",
            ["pod.yaml:8:13 `spec.containers[0].ports[0]` lacks the required `containerPort` (Kubernetes 1.33–1.37)."],
        ),
        (
            "    ports: [{containerport: 80}]\n",
            [
                (
                    "pod.yaml:8:14 `spec.containers[0].ports[0].containerport` is not a known field, so the required "
                    "`containerPort` is missing (Kubernetes 1.33–1.37)."
                )
            ],
        ),
        (
            "    tty: yep\n",
            [("pod.yaml:8:10 `spec.containers[0].tty` is `yep`, expected `true` or `false` (Kubernetes 1.33–1.37).")],
        ),
        (
            "    env: {A: b}\n",
            [
                (
                    "pod.yaml:8:10 `spec.containers[0].env` is a mapping (`key: value`), expected a list (`- value`) "
                    "(Kubernetes 1.33–1.37)."
                )
            ],
        ),
        (
            "    env: [{name: PORT, value: 8080}]\n",
            [
                (
                    "pod.yaml:8:31 `spec.containers[0].env[0].value` is `8080`, expected a string (quote it) "
                    "(Kubernetes 1.33–1.37)."
                )
            ],
        ),
        (
            "    env: [{name: DEBUG, value: on}]\n",
            [
                (
                    "pod.yaml:8:32 `spec.containers[0].env[0].value` is `true`, expected a string (quote it) "
                    "(Kubernetes 1.33–1.37)."
                )
            ],
        ),
        ("    tty: ${TTY}\n    stdin: '{{ .Values.stdin }}'\n", []),
        ("    ports: ${PORTS}\n    $FIELD: 1\n", []),
    ],
)
def test_message_has_path_value_and_minor_versions(tmp_path: Path, below: str, found: list[str]) -> None:
    assert findings_in(tmp_path, {"pod.yaml": HEAD + CONTAINER + below}, "schema") == found


@pytest.mark.parametrize(
    "text",
    [
        "mirrors:\n  gcr.io:\n    endpoint: [https://mirror.example.com]\n",
        "kind: Pod\nspec: {nothing: here}\n",
        "apiVersion: example.com/v1\nkind: Pod\nspec: {nothing: here}\n",
        "apiVersion: policy/v1\nkind: PodDisruptionBudget\nspec: {nothing: here}\n",
        "just text\n",
        "- a\n- b\n",
    ],
)
def test_unknown_kinds_are_skipped(tmp_path: Path, text: str) -> None:
    assert findings_in(tmp_path, {"a.yaml": text}, "schema") == []


def test_known_kind_in_a_group_that_does_not_have_it_is_refused(tmp_path: Path) -> None:
    found = findings_in(tmp_path, {"a.yaml": HEAD.replace("v1", "apps/v1") + CONTAINER}, "schema")
    assert found == ["a.yaml:1:13 `apiVersion` is `apps/v1`, expected `v1` (Kubernetes 1.33–1.37)."]


def test_missing_field_at_the_top_level_has_a_position(tmp_path: Path) -> None:
    role = "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: a}\n"
    found = findings_in(tmp_path, {"a.yaml": role}, "schema")
    assert found == ["a.yaml:1:1 `RoleBinding` lacks the required `roleRef` (Kubernetes 1.33–1.37)."]


@pytest.mark.parametrize(
    ("below", "found"),
    [
        ("", []),
        ("    args: [99999]\n", []),
        ("    env: [{name: PORT, value: 8080}, {name: DEBUG, value: on}]\n", []),
        ("    securityContext: {runAsUser: '0', privileged: 'false'}\n", []),
        (
            "    securityContext: {runAsUser: root}\n",
            [
                (
                    "Jenkinsfile:9:34 `spec.containers[0].securityContext.runAsUser` is `root`, "
                    "expected a whole number (Kubernetes 1.33–1.37)."
                )
            ],
        ),
        ("    volumeMount: []\n", []),
        ("    containers:\n  - name: b\n    image: b:1\n", []),
    ],
)
def test_pod_in_a_jenkinsfile_is_validated_as_the_plugin_completes_it(
    tmp_path: Path, below: str, found: list[str]
) -> None:
    assert findings_in(tmp_path, {"Jenkinsfile": jenkinsfile(CONTAINER + below)}, "schema") == found


@pytest.mark.parametrize("spec", ["spec:\n  hostNetwork: true\n", CONTAINER + "    args: [99999]\n"])
def test_pod_file_that_a_jenkinsfile_names_is_completed_too(tmp_path: Path, spec: str) -> None:
    files = {"ci/pod.yaml": HEAD + spec}
    assert len(findings_in(tmp_path, files, "schema")) == 1
    named = jenkinsfile("").replace("yaml '''\n'''", "yamlFile 'ci/pod.yaml'")
    assert findings_in(tmp_path, files | {"Jenkinsfile": named}, "schema") == []


@pytest.mark.parametrize(("yaml_file", "found"), [("missing.yaml", 0), ("pod.yml", 0), ("", 1)])
def test_numbers_that_the_plugin_converts(tmp_path: Path, yaml_file: str, found: int) -> None:
    container = "{name: a, image: 'maven:3.9', command: [sleep], args: [99]}"
    files = {"pod.yml": pod(f"  containers:\n  - {container}\n")}
    if yaml_file:
        files["Jenkinsfile"] = f"pipeline {{\n  agent {{ kubernetes {{ yamlFile '{yaml_file}' }} }}\n{STAGES}}}\n"
    assert len(findings_in(tmp_path, files, "schema")) == found


def test_objects_of_a_deployment(tmp_path: Path) -> None:
    pod = "template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: 'a:1'}]}}"
    deployment = f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: a}}\nspec:\n  selector: {{}}\n  {pod}\n"
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec:\n  ports: [{port: 80}]\n"
    ingress = "apiVersion: extensions/v1beta1\nkind: Ingress\nspec: {backend: {serviceName: a}}\n"
    for text, found in {
        deployment: None,
        service: None,
        deployment.replace("image: 'a:1'", "env: [{name: A, value: 1}]"): "value` is `1`, expected a string (quote it)",
        deployment.replace("  selector: {}\n", ""): "`spec` lacks the required `selector`",
        deployment.replace("selector: {}", "selector: {}\n  replicas: 'two'"): "`spec.replicas` is `two`, expected",
        service.replace("port: 80", "port: '80'"): "`spec.ports[0].port` is `80`, expected a whole number",
        ingress: "`apiVersion` is `extensions/v1beta1`, expected `networking.k8s.io/v1`",
    }.items():
        lines = findings_in(tmp_path, {"a.yaml": text}, "schema")
        assert [str(found) in line for line in lines] == [True] * (found is not None), text
    (tmp_path / "kustomization.yaml").write_text("resources: []\n", encoding="utf-8")
    patch = deployment.replace("name: a, image: 'a:1'", "image: 'a:2'").replace("  selector: {}\n", "")
    assert findings_in(tmp_path, {"a.yaml": patch}, "schema") == []


def test_an_old_version_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("apiVersion: batch/v1beta1\nkind: CronJob\nspec: {}\n", encoding="utf-8")
    found = [entry for entry in rules.check(project.read(tmp_path)) if entry.rule.name == "schema"]
    assert [entry.severity for entry in found] == [Severity.WARNING]
