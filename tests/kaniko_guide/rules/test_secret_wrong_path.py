from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import STAGES, jenkinsfile, pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

SPEC = """\
  containers:
  - name: kaniko
    image: ghcr.io/osscontainertools/kaniko:v1.28.3-debug
    volumeMounts:
    - name: docker-config
      mountPath: /root/.docker
  volumes:
  - name: docker-config
    secret:
      secretName: registry
      items: [{key: .dockerconfigjson, path: config.json}]
"""
BARE = SPEC.replace("      items: [{key: .dockerconfigjson, path: config.json}]\n", "")
PROBLEM = "are mounted at `/root/.docker`, but the executor reads `/kaniko/.docker/config.json`."


def environment(name: str, value: str) -> str:
    return SPEC.replace("    volumeMounts:", f"    env: [{{name: {name}, value: {value}}}]\n    volumeMounts:")


@pytest.mark.parametrize(
    ("spec", "places"),
    [
        (SPEC, ["pod.yaml:10:18"]),
        (SPEC.replace("/root/.docker", "/kaniko/.docker"), []),
        (SPEC.replace("/root/.docker", "/kaniko/.docker/config.json"), ["pod.yaml:10:18"]),
        (SPEC.replace("/root/.docker", "/kaniko/.docker/config.json\n      subPath: config.json"), []),
        (SPEC.replace("/root/.docker", "/root/.docker/config.json\n      subPath: config.json"), ["pod.yaml:10:18"]),
        (SPEC.replace("/root/.docker", "$HOME/.docker"), []),
        (SPEC.replace("-debug", "-slim"), []),
        (SPEC.replace("-debug", "-slim").replace("/root/.docker", "/kaniko/.docker"), ["pod.yaml:10:18"]),
        (SPEC.replace("-debug", "-slim\n    command: [cat]").replace("/root/.docker", "/kaniko/.docker"), []),
        (SPEC.replace("kaniko:v1.28.3-debug", "other:1"), []),
        (environment("DOCKER_CONFIG", "/root/.docker/"), []),
        (environment("DOCKER_CONFIG", "/elsewhere"), ["pod.yaml:11:18"]),
        (environment("DOCKER_CONFIG", "$FOLDER"), []),
        (environment("REGISTRY_AUTH_FILE", "/root/.docker/config.json"), []),
        (environment("TZ", "Asia/Shanghai"), ["pod.yaml:11:18"]),
        (BARE, []),
        (BARE.replace("  containers:", "  imagePullSecrets: [{name: registry}]\n  containers:"), ["pod.yaml:11:18"]),
        (SPEC.replace("secret:", "projected:"), []),
        (SPEC.replace("  volumes:", "    - {name: own, mountPath: /kaniko/.docker}\n  volumes:"), []),
        (SPEC.replace("    volumeMounts:", "    args: ['--context=/root/.docker']\n    volumeMounts:"), []),
    ],
)
def test_credentials_must_be_where_the_executor_looks(tmp_path: Path, spec: str, places: list[str]) -> None:
    found = findings_in(tmp_path, {"pod.yaml": pod(spec)}, "secret-wrong-path")
    assert [line.partition(" ")[0] for line in found] == places


def test_step_that_moves_the_credentials(tmp_path: Path) -> None:
    found = findings_in(tmp_path, {"Jenkinsfile": jenkinsfile(SPEC)}, "secret-wrong-path")
    assert found == [f"Jenkinsfile:11:18 The registry credentials {PROBLEM}"]
    moved = STAGES.replace("sh '", "sh 'cp /root/.docker/config.json /kaniko/.docker/ && ")
    assert findings_in(tmp_path, {"Jenkinsfile": jenkinsfile(SPEC, stages=moved)}, "secret-wrong-path") == []


def test_a_script_file_sets_docker_config(tmp_path: Path) -> None:
    files = {"pod.yaml": pod(SPEC), "img.sh": "export DOCKER_CONFIG=/root/.docker\n"}
    assert findings_in(tmp_path, files, "secret-wrong-path") == []
