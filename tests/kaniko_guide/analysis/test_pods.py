from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project
from kaniko_guide.analysis import pods
from tests.kaniko_guide.command import write

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.project import Project

FORK = "ghcr.io/osscontainertools/kaniko:v1.28.3-debug"


def pod(spec: str) -> str:
    return f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {{{spec}}}\n"


def read(directory: Path, files: dict[str, str]) -> Project:
    write(directory, files)
    return project.read(directory)


def test_named_images_of_pods_and_dockerfiles(tmp_path: Path) -> None:
    spec = "containers: [{name: a, image: 'b:1'}, {name: c}, {name: d, image: '${E}'}]"
    dockerfile = "ARG A=1\nFROM f:1 AS Build\nFROM build\nFROM scratch\nFROM g:$A\nFROM h:2\n"
    found = pods.named_images(read(tmp_path, {"pod.yaml": pod(spec), "Dockerfile": dockerfile}))
    assert [image.value for image in found] == ["b:1", "f:1", "h:2"]


@pytest.mark.parametrize(
    ("spec", "known"),
    [
        ("containers: [{name: a, image: 'b:1'}]", True),
        ("containers: [{name: a, image: 'b:1'}], volumes: [{name: v}]", True),
        ("containers: [{name: a}]", False),
        ("containers: [{image: 'b:1'}]", False),
        ("containers: [{name: '${A}', image: 'b:1'}]", False),
        ("containers: [{name: a, image: 'b:1'}], volumes: ['${V}']", False),
    ],
)
def test_pod_is_fully_known_if_all_its_parts_are(tmp_path: Path, spec: str, *, known: bool) -> None:
    found = read(tmp_path, {"pod.yaml": pod(spec)})
    (found_pod,) = found.pods
    assert pods.is_fully_known(found, found_pod) is known


@pytest.mark.parametrize(("inherits", "known"), [("", True), (", inheritFrom: 'base'", False)])
def test_pod_that_inherits_is_not_fully_known(tmp_path: Path, inherits: str, *, known: bool) -> None:
    pipeline = f"podTemplate(yaml: '''\nspec: {{containers: [{{name: a}}]}}\n'''{inherits}) {{ }}\n"
    found = read(tmp_path, {"Jenkinsfile": pipeline})
    (found_pod,) = found.pods
    assert pods.is_fully_known(found, found_pod) is known


def test_executor_containers_have_its_image_or_run_it(tmp_path: Path) -> None:
    containers = (
        f"{{name: a, image: '{FORK}'}}, {{name: b, image: 'b:1', command: [/kaniko/executor]}}, "
        "{name: c, image: 'c:1', command: [sleep]}"
    )
    found = pods.executor_containers(read(tmp_path, {"pod.yaml": pod(f"containers: [{containers}]")}))
    assert [str(container.name) for _, container in found] == ["a", "b"]


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ({"a.sh": "kubectl create secret docker-registry s --docker-server=a\n"}, {"s"}),
        ({"a.sh": "kubectl create secret generic s --from-file=a\n"}, set()),
        ({"a.sh": "kubectl create secret docker-registry $NAME\n"}, set()),
        ({"a.yaml": "kind: Secret\ntype: kubernetes.io/dockerconfigjson\nmetadata: {name: s}\n"}, {"s"}),
        ({"a.yaml": "kind: Secret\ntype: Opaque\nmetadata: {name: s}\n"}, set()),
        ({"a.yaml": pod("imagePullSecrets: [{name: s}]")}, {"s"}),
    ],
)
def test_docker_config_secrets(tmp_path: Path, files: dict[str, str], names: set[str]) -> None:
    assert pods.docker_config_secrets(read(tmp_path, files)) == names


@pytest.mark.parametrize(
    ("fields", "directory"),
    [
        (f"image: '{FORK}'", "/kaniko/.docker"),
        (f"image: '{FORK}', env: [{{name: DOCKER_CONFIG, value: /a/}}]", "/a"),
        (f"image: '{FORK}', env: [{{name: DOCKER_CONFIG, value: $A}}]", None),
        (f"image: '{FORK}', env: [{{name: HOME, value: /a}}]", None),
        (f"image: '{FORK}', envFrom: [{{configMapRef: {{name: c}}}}]", None),
        ("image: 'ghcr.io/osscontainertools/kaniko:v1.28.3', command: [sleep]", None),
        ("image: 'maven:3'", None),
    ],
)
def test_docker_config_directory(tmp_path: Path, fields: str, directory: str | None) -> None:
    (found_pod,) = read(tmp_path, {"pod.yaml": pod(f"containers: [{{name: a, {fields}}}]")}).pods
    assert pods.docker_config_directory(found_pod.containers[0]) == directory
