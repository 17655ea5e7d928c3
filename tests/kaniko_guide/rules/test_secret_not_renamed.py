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
    certain = [line for line in found if "mounted as a whole" not in line]
    assert certain == ([f"pod.yaml:14:19 {PROBLEM}"] if known else [])
    shows_keys = any(
        "registry registry" in text or "generic" in text or "name: registry" in text for text in files.values()
    )
    assert len(found) == (1 if known or not shows_keys else 0)


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


PROJECTED = SPEC.replace(
    "    secret:\n      secretName: registry", "    projected: {sources: [{secret: {name: registryITEMS}}]}"
)


def test_a_projected_volume_of_one_secret(tmp_path: Path) -> None:
    for number, (items, more, found) in enumerate(
        [
            ("", "", 1),
            (", items: [{key: .dockerconfigjson, path: .dockerconfigjson}]", "", 1),
            (", items: [{key: .dockerconfigjson, path: config.json}]", "", 0),
            ("", ", {configMap: {name: a}}", 0),
        ]
    ):
        text = pod(PROJECTED.replace("ITEMS", items).replace("}}]}", "}}" + more + "]}"))
        assert len(findings_in(tmp_path / str(number), {"pod.yaml": text}, "secret-not-renamed")) == found, text


def test_secret_created_by_the_pipeline(tmp_path: Path) -> None:
    stages = f"  stages {{\n    stage('a') {{ steps {{ sh '{CREATE.strip()}' }} }}\n  }}\n"
    found = findings_in(tmp_path, {"Jenkinsfile": jenkinsfile(SPEC, stages=stages)}, "secret-not-renamed")
    assert found == [f"Jenkinsfile:15:19 {PROBLEM}"]


RENAMED = SPEC + "      items: [{key: .dockerconfigjson, path: .dockerconfigjson}]\n"
COPIES = "cp /kaniko/.docker/.dockerconfigjson /tmp/auth/config.json\nexport DOCKER_CONFIG=/tmp/auth\n"


@pytest.mark.parametrize(
    "steps",
    [
        "sh 'sh img.sh'",
        "withEnv(['DOCKER_CONFIG=/tmp/auth']) { sh '/kaniko/executor --context=. --destination=a.com/b/c:1' }",
        "sh 'DOCKER_CONFIG=/tmp/auth /kaniko/executor --context=. --destination=a.com/b/c:1'",
    ],
)
def test_docker_config_is_set_elsewhere(tmp_path: Path, steps: str) -> None:
    stages = f"stages {{ stage('a') {{ steps {{ container('kaniko') {{ {steps} }} }} }} }}\n"
    files = {"Jenkinsfile": jenkinsfile(RENAMED, stages=stages)}
    files |= {"img.sh": COPIES} if "img.sh" in steps else {}
    assert findings_in(tmp_path, files, "secret-not-renamed") == []


def test_a_copy_without_docker_config_changes_nothing(tmp_path: Path) -> None:
    files = {"pod.yaml": pod(RENAMED), "img.sh": COPIES.partition("\n")[0] + "\n"}
    assert len(findings_in(tmp_path, files, "secret-not-renamed")) == 1


def unknown(directory: Path, spec: str, **files: str) -> list[str]:
    content = {"Jenkinsfile": jenkinsfile(spec)} | {name.replace("_dot_", "."): text for name, text in files.items()}
    return [line for line in findings_in(directory, content, "secret-not-renamed") if "mounted as a whole" in line]


def test_a_secret_without_items_in_a_lone_jenkinsfile(tmp_path: Path) -> None:
    (line,) = unknown(tmp_path, SPEC)
    assert line.endswith("if `kubectl create secret docker-registry` created it, it has no `config.json`.")


@pytest.mark.parametrize(
    "spec",
    [
        SPEC + ITEMS,
        SPEC.replace("secretName: registry", "secretName: $NAME"),
        SPEC.replace("secret:\n      secretName", "configMap:\n      name"),
        SPEC.replace("/kaniko/.docker/", "/secrets"),
        SPEC.replace("/kaniko/.docker/", "/kaniko/.docker/config.json\n      subPath: config.json"),
    ],
)
def test_other_mounts(tmp_path: Path, spec: str) -> None:
    assert unknown(tmp_path, spec) == []


def test_the_project_shows_the_keys(tmp_path: Path) -> None:
    assert unknown(tmp_path / "a", SPEC, create_dot_sh=GENERIC) == []
    assert (
        unknown(tmp_path / "b", SPEC, secret_dot_yaml=MANIFEST.replace("kubernetes.io/dockerconfigjson", "Opaque"))
        == []
    )
