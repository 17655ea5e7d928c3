from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import jenkinsfile, pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
  containers:
  - name: kaniko
    image: ghcr.io/osscontainertools/kaniko:v1.28.3-debug
    volumeMounts:
    - name: docker-config
      mountPath: /kaniko/.docker/
  volumes:
  - name: docker-config
    secret:
      secretName: registry
"""
ITEMS = "      items: [{key: .dockerconfigjson, path: config.json}]\n"
CREATE = "kubectl --namespace=jenkins create secret docker-registry registry --from-file=.dockerconfigjson=/dev/stdin\n"
MANIFEST = "apiVersion: v1\nkind: Secret\nmetadata: {name: registry}\ntype: kubernetes.io/dockerconfigjson\n"
GENERIC = "kubectl create secret generic registry --from-file=config.json\n"
PROBLEM = (
    "The secret mounted at `/kaniko/.docker` contains `.dockerconfigjson` but no "
    "`config.json`, so the executor does not read it."
)


@pytest.mark.parametrize(
    ("files", "known"),
    [
        ({"create.sh": CREATE}, True),
        ({"secret.yaml": MANIFEST}, True),
        ({"create.sh": GENERIC}, False),
        ({}, False),
        ({"create.sh": CREATE.replace("registry registry", "registry other")}, False),
        ({"secret.yaml": MANIFEST.replace("kubernetes.io/dockerconfigjson", "Opaque")}, False),
    ],
)
def test_key_follows_from_how_the_secret_is_created(tmp_path: Path, files: dict[str, str], *, known: bool) -> None:
    found = findings_in(tmp_path, {"pod.yaml": pod(SPEC)} | files, "secret-not-renamed")
    assert found == ([f"pod.yaml:14:19 {PROBLEM}"] if known else [])


def test_key_is_known_because_the_pod_pulls_with_it(tmp_path: Path) -> None:
    text = pod("  imagePullSecrets: [{name: registry}]\n" + SPEC)
    assert findings_in(tmp_path, {"pod.yaml": text}, "secret-not-renamed") == [f"pod.yaml:15:19 {PROBLEM}"]


@pytest.mark.parametrize(
    ("spec", "places"),
    [
        (SPEC + ITEMS, []),
        (SPEC + ITEMS.replace("config.json", ".dockerconfigjson"), ["a.yaml:15:46"]),
        (SPEC + ITEMS.replace("config.json", "$NAME"), []),
        (SPEC + "      items: []\n", ["a.yaml:14:19"]),
        (SPEC.replace("/kaniko/.docker/", "/kaniko/.docker/config.json\n      subPath: .dockerconfigjson"), []),
        (SPEC.replace("    volumeMounts:", "    env: [{name: DOCKER_CONFIG, value: /a}]\n    volumeMounts:"), []),
        (SPEC.replace("    volumeMounts:", "    envFrom: [{secretRef: {name: a}}]\n    volumeMounts:"), []),
        (SPEC.replace("-debug", "-slim"), []),
        (SPEC.replace("-debug", "-slim").replace("/kaniko/.docker/", "/root/.docker"), ["a.yaml:14:19"]),
        (SPEC.replace("kaniko:v1.28.3-debug", "other:1"), []),
        (
            SPEC.replace(
                "  volumes:", "    - {name: more, mountPath: /kaniko/.docker/config.json, subPath: a}\n  volumes:"
            ),
            [],
        ),
    ],
)
def test_only_the_file_that_the_executor_reads_counts(tmp_path: Path, spec: str, places: list[str]) -> None:
    found = findings_in(tmp_path, {"a.yaml": pod(spec), "create.sh": CREATE}, "secret-not-renamed")
    assert [line.partition(" ")[0] for line in found] == places


def test_secret_created_by_the_pipeline(tmp_path: Path) -> None:
    stages = f"  stages {{\n    stage('a') {{ steps {{ sh '{CREATE.strip()}' }} }}\n  }}\n"
    found = findings_in(tmp_path, {"Jenkinsfile": jenkinsfile(SPEC, stages=stages)}, "secret-not-renamed")
    assert found == [f"Jenkinsfile:15:19 {PROBLEM}"]
