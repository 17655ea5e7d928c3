"""What we judge by the shipped schemas is what kubernetes-validate judges."""

from __future__ import annotations

import copy
import functools
from typing import TYPE_CHECKING, Any

import pytest

from kaniko_guide import project
from kaniko_guide.analysis import schema
from kaniko_guide.facts import kubernetes
from kaniko_guide.sources import manifest
from kaniko_guide.text import Source, Text
from lab.checks.kubernetes_validate import FILLED_BY_THE_PLUGIN, accepted
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
    kind = f"{data['apiVersion']}/{data['kind']}"
    ours = {minor: not list(schema.validate(data, kind, minor)) for minor in kubernetes.minor_versions()}
    return [f"{minor}: we say {ours[minor]}" for minor in ours if accepted(data, minor) is not ours[minor]]


def documents(path: Path) -> list[Any]:
    found = manifest.read(Text.canonical(Source.read(path)))
    return [document.data for document in found if schema.schema_kind(document)]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in steps:
        yield (*path, key)
        yield from places(below, (*path, key))


def full_pod() -> Any:  # noqa: ANN401
    (document,) = manifest.read(Text.canonical(Source("pod.yaml", FULL_POD)))
    return document.data


PLACES = [path for path in places(full_pod()) if path[0] not in {"apiVersion", "kind"}]
NEW_VALUES: list[Any] = ["word", 7, True, None, ["a"], {"a": "b"}]


@pytest.mark.parametrize("path", MANIFESTS, ids=name)
def test_manifest_is_validated_as_by_kubernetes_validate(path: Path) -> None:
    assert [disagreements(data) for data in documents(path)] == [[] for _ in documents(path)]


def test_manifests_of_several_kinds_are_validated() -> None:
    judged = {f"{data['apiVersion']}/{data['kind']}" for path in MANIFESTS for data in documents(path)}
    assert {"v1/Pod", "v1/Namespace", "v1/ServiceAccount"} <= judged <= set(kubernetes.kinds())


@pytest.mark.parametrize("path", JENKINSFILES, ids=name)
def test_pod_in_jenkinsfile_is_validated_as_by_kubernetes_validate(path: Path) -> None:
    for document in project.read(path.parent).manifests:
        if document.in_jenkinsfile and isinstance(document.data, dict):
            assert disagreements(FILLED_BY_THE_PLUGIN | document.data) == []


def test_full_pod_is_valid_on_all_minor_versions() -> None:
    assert all(accepted(full_pod(), minor) for minor in kubernetes.minor_versions())
    assert disagreements(full_pod()) == []


@pytest.mark.parametrize("path", PLACES, ids=lambda path: ".".join(map(str, path)))
def test_every_mutation_is_validated_as_by_kubernetes_validate(path: tuple[Any, ...]) -> None:
    """Each value deleted, renamed, and replaced by each JSON type."""
    verdicts = set()
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
        verdicts.add(accepted(data, kubernetes.minor_versions()[0]))
    assert False in verdicts
