from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import POD, jenkinsfile, pod, replace_first
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["a", "1", "a-b", "a1", "x" * 63, "'${NAME}'"])
def test_legal_name(tmp_path: Path, name: str) -> None:
    assert findings_in(tmp_path, {"pod.yaml": pod(f"  containers: [{{name: {name}}}]\n")}, "invalid-name") == []


@pytest.mark.parametrize("name", ["A", "a_b", "a.b", "-a", "a-", "x" * 64, "构建", "a b"])
def test_illegal_name(tmp_path: Path, name: str) -> None:
    (found,) = findings_in(tmp_path, {"pod.yaml": pod(f"  containers: [{{name: {name}}}]\n")}, "invalid-name")
    bare = name.strip("'")
    column = 24 if name != bare else 23
    assert found == f"pod.yaml:5:{column} `{bare}` is not a valid container name."


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("apiVersion: v1\nkind: Namespace\nmetadata: {name: Jenkins}\n", ["a.yaml:3:18"]),
        ("apiVersion: v1\nkind: Secret\nmetadata: {name: a.b, namespace: a.b}\n", ["a.yaml:3:34"]),
        ("apiVersion: v1\nkind: Secret\nmetadata: {name: a_b}\n", ["a.yaml:3:18"]),
        ("apiVersion: v1\nkind: Pod\nmetadata: {name: " + "a." * 126 + "ab}\n", ["a.yaml:3:18"]),
        ("apiVersion: v1\nkind: Pod\nmetadata: {name: " + "a." * 126 + "a}\n", []),
        ("apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\nmetadata: {name: 'system:X'}\n", []),
        ("metadata: {name: A_B}\n", []),
    ],
)
def test_names_of_objects(tmp_path: Path, text: str, places: list[str]) -> None:
    assert [line.partition(" ")[0] for line in findings_in(tmp_path, {"a.yaml": text}, "invalid-name")] == places


def test_volume_in_a_jenkinsfile(tmp_path: Path) -> None:
    text = jenkinsfile("  volumes: [{name: docker_config, emptyDir: {}}]\n")
    assert findings_in(tmp_path, {"Jenkinsfile": text}, "invalid-name") == [
        "Jenkinsfile:6:20 `docker_config` is not a valid volume name."
    ]


def test_object_is_named_by_its_kind(tmp_path: Path) -> None:
    text = "apiVersion: v1\nkind: Secret\nmetadata: {name: a_b}\n"
    (found,) = findings_in(tmp_path, {"a.yaml": text}, "invalid-name")
    assert found == "a.yaml:3:18 `a_b` is not a valid Secret name."


def test_secret_that_a_volume_names(tmp_path: Path) -> None:
    text = replace_first(POD, "docker-registry-secret", "Docker_Secret")
    (found,) = findings_in(tmp_path, {"pod.yaml": text}, "invalid-name")
    assert found.startswith("pod.yaml:20:19 `Docker_Secret` is not a valid Secret name")


def test_namespace_in_a_command(tmp_path: Path) -> None:
    (found,) = findings_in(tmp_path, {"a.sh": "kubectl get pods --namespace=Ci"}, "invalid-name")
    assert found.startswith("a.sh:1:30 `Ci` is not a valid namespace name.")
    assert findings_in(tmp_path, {"a.sh": "kubectl get pods -n $N --namespace=<name>"}, "invalid-name") == []


LEFT_OPEN = ("TO" + "DO", "TO" + "DO-NAME", "FIXME", "TBD")
"""In two parts, as the word alone marks a rule that is not written."""


@pytest.mark.parametrize(
    "name",
    [
        *("NAMESPACE", "MY_NAMESPACE", "APP-NAME", "__NAMESPACE__", "@namespace@", "%NS%", "<namespace>", "'{NAME}'"),
        *("REPLACE-ME", "REPLACEME", "CHANGEME", "CHANGE-ME", "CHANGE_THIS", *LEFT_OPEN),
        *("XXX", "XXXX", "YOUR-APP", "INSERT-HERE"),
    ],
)
def test_placeholders(tmp_path: Path, name: str) -> None:
    text = f"apiVersion: v1\nkind: Namespace\nmetadata:\n  name: {name!s}\n" if name[0] not in "@%" else ""
    text = text or f"apiVersion: v1\nkind: Namespace\nmetadata:\n  name: '{name}'\n"
    assert findings_in(tmp_path, {"ns.yaml": text}, "invalid-name") == []


@pytest.mark.parametrize(
    "name", ["KANIKO", "FIXMES", "REPLACE", "Change-Me", "XX", "Namespace", "my_namespace", "-name-"]
)
def test_wrong_names_that_are_no_placeholders(tmp_path: Path, name: str) -> None:
    text = f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: {name}}}\n"
    assert len(findings_in(tmp_path, {"ns.yaml": text}, "invalid-name")) == 1


def test_names_of_other_objects(tmp_path: Path) -> None:
    for kind, name, found in (
        ("Deployment", "MyApp", True),
        ("Service", "my_app", True),
        ("Ingress", "my-app.example", False),
        ("Deployment", "app-VERSION", False),
        ("Widget", "MyApp", False),
    ):
        api = {"Deployment": "apps/v1", "Service": "v1", "Ingress": "networking.k8s.io/v1"}.get(kind, "example.com/v1")
        text = f"apiVersion: {api}\nkind: {kind}\nmetadata:\n  name: {name}\n"
        assert bool(findings_in(tmp_path, {"a.yaml": text}, "invalid-name")) == found, name
    text = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: appName-web\n"
    files = {"a.yaml": text, "Jenkinsfile": "node { sh \"sed -i 's#appName#${name}#' a.yaml\" }"}
    assert findings_in(tmp_path, files, "invalid-name") == []
