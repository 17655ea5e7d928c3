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


def test_jenkins_names_its_pods(tmp_path: Path) -> None:
    def found(container: str, **files: str) -> list[str]:
        nameless = f"apiVersion: v1\nkind: Pod\nspec: {{containers: [{{name: a, image: 'a:1'{container}}}]}}\n"
        return findings_in(tmp_path, {"pod.yaml": nameless, **files}, "invalid-field")

    assert found("") == ["pod.yaml:1:1 `metadata.name` has no value."]
    assert found(", command: [/bin/cat]") == found(", tty: true") == []
    assert found("", Jenkinsfile="node { sh 'ls' }\n") == []


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
        pod("  containers:\n  - name: a\n    env: [{name: A, value: b}]\n"),
        pod("  - a\n"),
        "kind: Pod\nspec: [a]\n",
        "a\n",
    ],
)
def test_patches_and_other_objects_have_no_errors(tmp_path: Path, text: str) -> None:
    assert findings_in(tmp_path, {"a.yaml": text}, "invalid-field") == []


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        ("args: [--no-push]", ["a.yaml:6:11 `containers[0].image` has no value."]),
        ("command: [make]", ["a.yaml:6:11 `containers[0].image` has no value."]),
        ("command: [sleep, '10']", []),
        ("args: [--no-push]\n    tty: true", []),
        ("env: [{name: A, value: b}]", []),
    ],
)
def test_a_pod_without_any_image(tmp_path: Path, container: str, expected: list[str]) -> None:
    files = {"a.yaml": pod(f"  containers:\n  - name: a\n    {container}\n")}
    assert findings_in(tmp_path / "alone", files, "invalid-field") == expected
    files |= {"kustomization.yaml": "resources: [a.yaml]\n"}
    assert findings_in(tmp_path / "patch", files, "invalid-field") == []


def test_an_image_without_a_value(tmp_path: Path) -> None:
    text = pod("  initContainers: [{name: a, command: [b]}]\n  containers: [{name: c, image: '', args: [d]}]\n")
    found = findings_in(tmp_path, {"a.yaml": text}, "invalid-field")
    assert [line.partition("`")[2].partition("`")[0] for line in found] == [
        "spec.initContainers[0].image",
        "spec.containers[0].image",
    ]
    assert findings_in(tmp_path, {"a.yaml": text}, "invalid-image") == []


def test_template_of_a_deployment_is_validated_too(tmp_path: Path) -> None:
    spec = "      activeDeadlineSeconds: 0\n      containers: [{name: a, image: a}]\n"
    text = f"apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n{spec}"
    (found,) = findings_in(tmp_path, {"a.yaml": text}, "invalid-field")
    assert found == "a.yaml:6:30 `spec.template.spec.activeDeadlineSeconds` is `0`, which is not valid."


def test_node_ports_of_a_service(tmp_path: Path) -> None:
    for number, (spec, port) in enumerate(
        {
            "type: NodePort\n  ports: [{port: 80, nodePort: 8080}]": "8080",
            "type: LoadBalancer\n  ports: [{name: a, port: 80}, {name: b, port: 81, nodePort: 32768}]": "32768",
            "type: NodePort\n  ports: [{port: 80, nodePort: 30080}]": None,
            "type: NodePort\n  ports: [{port: 80, nodePort: 0}]": None,
            "type: NodePort\n  ports: [{port: 80, nodePort: ${PORT}}]": None,
            "type: ExternalName\n  ports: [{port: 80, nodePort: 8080}]": None,
            "type: NodePort\n  ports: a": None,
        }.items()
    ):
        text = f"apiVersion: v1\nkind: Service\nmetadata: {{name: a}}\nspec:\n  {spec}\n"
        lines = findings_in(tmp_path / str(number), {"a.yaml": text}, "invalid-field")
        assert [f"nodePort` is `{port}`, which is outside the default range." in line for line in lines] == [True] * (
            port is not None
        ), spec


def test_objects_without_a_spec_or_a_policy(tmp_path: Path) -> None:
    template = "spec:\n  template:\n    spec:\n      containers: [{name: a, image: 'a:1'}]\n"
    policy = "      restartPolicy: Never\n"
    cases = {
        "kind: Pod\n": ["2:7 `spec.containers` has no value."],
        f"kind: Job\n{template}": ["7:7 `spec.template.spec.restartPolicy` has no value."],
        f"kind: Job\n{template}{policy}": [],
        f"kind: Deployment\n{template}": [],
    }
    for number, (text, expected) in enumerate(cases.items()):
        start = "apiVersion: v1\n" if "Pod" in text else f"apiVersion: {'batch' if 'Job' in text else 'apps'}/v1\n"
        files = {"a.yaml": f"{start}{text}".replace("spec:\n", "metadata: {name: a}\nspec:\n", 1)}
        files["a.yaml"] += "" if "metadata" in files["a.yaml"] else "metadata: {name: a}\n"
        found = findings_in(tmp_path / str(number), files, "invalid-field")
        assert found == [f"a.yaml:{line}" for line in expected], text
        patch = files | {"kustomization.yaml": "patches: [{path: a.yaml}]\n"}
        assert findings_in(tmp_path / f"{number}-patch", patch, "invalid-field") == []


def test_services_and_selectors(tmp_path: Path) -> None:
    for spec, found in {
        "ports: [{port: 80}]": None,
        "type: ExternalName": None,
        "clusterIP: None": None,
        "ports: ${PORTS}": None,
        "selector: {a: b}": "5:3 `spec.ports` has no value.",
        "ports: [{port: 80}, {name: b, port: 81}]": "5:11 `spec.ports[0].name` has no value.",
        "ports: [{port: 80, protocol: HTTP}]": "5:32 `spec.ports[0].protocol` is `HTTP`, which is not valid.",
        "ports: [{port: 80, nodePort: 30080}]": "5:32 `spec.ports[0].nodePort` is not allowed here.",
    }.items():
        text = f"apiVersion: v1\nkind: Service\nmetadata: {{name: a}}\nspec:\n  {spec}\n"
        lines = findings_in(tmp_path, {"a.yaml": text}, "invalid-field")
        assert lines == ([] if found is None else [f"a.yaml:{found}"]), spec
    for labels, selector, found in (
        ("{a: b}", "{a: b}", None),
        ("{a: b, c: d}", "{a: b}", None),
        ("{a: c}", "{a: b}", "`spec.template.metadata.labels.a` is `c`, which is not valid."),
        ("{b: c}", "{a: b}", "`spec.template.metadata.labels` is `b`, which is not valid."),
        ("{a: $A}", "{a: b}", None),
        ("{}", "{a: b}", None),
    ):
        pod = "spec: {containers: [{name: a, image: 'a:1'}]}"
        text = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n"
        text += f"  selector: {{matchLabels: {selector}}}\n"
        text += f"  template: {{metadata: {{labels: {labels}}}, {pod}}}\n"
        lines = findings_in(tmp_path, {"a.yaml": text}, "invalid-field")
        assert [str(found) in line for line in lines] == [True] * (found is not None), (labels, selector)


def test_the_plugin_adds_the_image_of_the_agent_container(tmp_path: Path) -> None:
    for name, expected in ("jnlp", []), ("b", ["pod.yaml:8:5 `spec.containers[1].image` has no value."]):
        files = {"pod.yaml": pod(f"{CONTAINER}  - name: {name}\n    tty: true\n")}
        assert findings_in(tmp_path, files, "invalid-field") == expected


def test_a_node_port_that_another_service_has(tmp_path: Path) -> None:
    text = "apiVersion: v1\nkind: Service\nmetadata: {name: NAME}\nspec:\n  type: NodePort\n"
    text += "  ports: [{port: 80, nodePort: 30080}]\n"
    files = {"a.yaml": text.replace("NAME", "a"), "b.yaml": text.replace("NAME", "b")}
    found = "b.yaml:6:32 `spec.ports[0].nodePort` is `30080`, which the Service `a` has: "
    assert findings_in(tmp_path, files, "invalid-field") == [f"{found}`provided port is already allocated`."]
    assert findings_in(tmp_path, files | {"kustomization.yaml": "{}\n"}, "invalid-field") == []


def test_data_of_a_secret(tmp_path: Path) -> None:
    for value, count in {
        "password": 0,
        "pass-word": 1,
        "cGFzcw": 1,
        "cGFzcw==": 0,
        '"cGFz\\ncw=="': 0,
        "$PASSWORD": 0,
        "<base64>": 0,
        "ENC[AES256_GCM,data:a]": 0,
        '""': 0,
    }.items():
        text = f"apiVersion: v1\nkind: Secret\nmetadata: {{name: a}}\ndata:\n  a: {value}\n"
        found = findings_in(tmp_path, {"a.yaml": text}, "invalid-field")
        message = "The value of `a` in `data` is no base64; the API server refuses it with `illegal base64 data`."
        assert found == [f"a.yaml:5:3 {message}"] * count, value
        assert findings_in(tmp_path, {"a.yaml": text.replace("data:", "stringData:")}, "invalid-field") == []
