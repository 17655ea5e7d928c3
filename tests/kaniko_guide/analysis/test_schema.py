"""Validation with the shipped schemas, compared with kubernetes-validate."""

from __future__ import annotations

import copy
import functools
from typing import TYPE_CHECKING, Any

import pytest
from pytest_check import check

from kaniko_guide import lazy, project
from kaniko_guide.analysis import schema
from kaniko_guide.facts import kubernetes
from kaniko_guide.sources import manifest
from kaniko_guide.text import Source, Text
from lab.checks.kubernetes_validate import FILLED_BY_THE_PLUGIN, is_accepted
from tests.support import SNIPPETS, name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


MANIFESTS = sorted(path for path in SNIPPETS.rglob("*.yaml") if path.name != "registries.yaml")
JENKINSFILES = sorted(SNIPPETS.rglob("Jenkinsfile"))

FULL_POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: kaniko
  namespace: jenkins
  labels: {app: kaniko}
spec:
  restartPolicy: Never
  serviceAccountName: jenkins
  securityContext: {fsGroup: 0, runAsUser: 0}
  hostAliases:
  - ip: 10.0.0.1
    hostnames: [registry.internal]
  containers:
  - name: kaniko
    image: ghcr.io/osscontainertools/kaniko:v1.28.3-debug
    command: [/busybox/cat]
    tty: true
    workingDir: /home/jenkins/agent
    env:
    - {name: DOCKER_CONFIG, value: /kaniko/.docker}
    - name: POD
      valueFrom: {fieldRef: {fieldPath: metadata.name}}
    ports: [{containerPort: 8080}]
    resources:
      requests: {cpu: 500m, memory: 1Gi}
      limits: {cpu: 2, memory: 4Gi}
    securityContext:
      allowPrivilegeEscalation: false
      capabilities: {drop: [ALL], add: [CHOWN]}
    livenessProbe:
      httpGet: {path: /, port: http}
    volumeMounts:
    - {name: docker-config, mountPath: /kaniko/.docker, readOnly: true}
  volumes:
  - name: docker-config
    secret:
      secretName: docker-registry-secret
      defaultMode: 256
      items: [{key: .dockerconfigjson, path: config.json}]
  - name: cache
    emptyDir: {sizeLimit: 1Gi}
"""


def disagreements(data: Any) -> list[str]:  # noqa: ANN401
    """The minor versions on which our validation of a document differs from kubernetes-validate."""
    kind = f"{data['apiVersion']}/{data['kind']}"
    ours = {minor: not list(schema.validate(data, kind, minor)) for minor in kubernetes.minor_versions()}
    return [f"{minor}: valid here: {ours[minor]}" for minor in ours if is_accepted(data, minor) is not ours[minor]]


def documents(path: Path) -> list[Any]:
    found = manifest.read(Text.canonical(Source.read(path)))
    return [document.data for document in found if schema.schema_kind(document)]


def paths_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
    """The path of every value below a document's root."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in steps:
        yield (*path, key)
        yield from paths_in(below, (*path, key))


def full_pod() -> Any:  # noqa: ANN401
    (document,) = manifest.read(Text.canonical(Source("pod.yaml", FULL_POD)))
    return document.data


PATHS = [path for path in paths_in(full_pod()) if path[0] not in {"apiVersion", "kind"}]
NEW_VALUES: list[Any] = ["word", 7, True, None, ["a"], {"a": "b"}]


@pytest.mark.slow
def test_manifest_is_validated_as_by_kubernetes_validate() -> None:
    for path in MANIFESTS:
        with check(f"{path}"):
            assert [disagreements(data) for data in documents(path)] == [[] for _ in documents(path)]


def test_manifests_of_several_kinds_are_validated() -> None:
    validated = {f"{data['apiVersion']}/{data['kind']}" for path in MANIFESTS for data in documents(path)}
    assert {"v1/Pod", "v1/Namespace", "v1/ServiceAccount"} <= validated <= set(kubernetes.kinds())


@functools.cache
def pods_in_jenkinsfiles(directory: Path) -> list[dict[str, Any]]:
    """The YAML of the pods that the Jenkinsfiles in a directory describe."""
    documents = project.read(directory).manifests
    return [document.data for document in documents if document.in_jenkinsfile and isinstance(document.data, dict)]


@pytest.mark.slow
@pytest.mark.parametrize("path", JENKINSFILES, ids=name)
def test_pod_in_jenkinsfile_is_validated_as_by_kubernetes_validate(path: Path) -> None:
    for data in pods_in_jenkinsfiles(path.parent):
        assert disagreements(FILLED_BY_THE_PLUGIN | data) == []


@pytest.mark.slow
def test_most_jenkinsfiles_have_a_pod_to_validate() -> None:
    assert sum(bool(pods_in_jenkinsfiles(path.parent)) for path in JENKINSFILES) > len(JENKINSFILES) / 2


def test_full_pod_is_valid_on_all_minor_versions() -> None:
    assert all(is_accepted(full_pod(), minor) for minor in kubernetes.minor_versions())
    assert disagreements(full_pod()) == []


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS, ids=lambda path: ".".join(map(str, path)))
def test_every_mutation_is_validated_as_by_kubernetes_validate(path: tuple[Any, ...]) -> None:
    """Delete each value, rename it, and replace it by a value of each JSON type."""
    results = set()
    *above, last = path
    for change in ["delete", "rename", *NEW_VALUES]:
        data = copy.deepcopy(full_pod())
        parent = functools.reduce(lambda value, step: value[step], above, data)
        if change == "delete":
            del parent[last]
        elif change == "rename" and isinstance(parent, dict):
            parent[f"{last}X"] = parent.pop(last)
        else:
            parent[last] = change
        assert disagreements(data) == [], change
        results.add(is_accepted(data, kubernetes.minor_versions()[0]))
    assert False in results


def test_few_unknown_fields_are_compared_with_the_existing_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    def close_matches(word: str, *_: object) -> list[str]:
        compared.append(word)
        return []

    monkeypatch.setattr(lazy, "close_matches", close_matches)
    fields = "".join(f"  unknown{number}: 1\n" for number in range(1000))
    (document,) = manifest.read(Text.canonical(Source("a.yaml", f"apiVersion: v1\nkind: Pod\nspec:\n{fields}")))
    errors = schema.schema_errors(document)
    schema.misspelt_fields(errors)
    assert len(errors) >= 1000
    assert 100 <= len(compared) <= schema.MOST_COMPARED
