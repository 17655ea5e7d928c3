from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import jenkinsfile, pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

FORK = "ghcr.io/osscontainertools/kaniko"
GOOGLE = "gcr.io/kaniko-project/executor"


def missing_programs(found: list[str]) -> list[str]:
    return [line.partition(" has no `")[2] for line in found]


@pytest.mark.parametrize(
    ("image", "found"),
    [
        (f"{FORK}:v1.28.3-debug", []),
        (f"{FORK}:v1.28.3-bootstrap", []),
        (f"{FORK}@sha256:{'0' * 64}", []),
        ("ccr.ccs.tencentyun.com/nms4cloud/kaniko:v1.28.3", []),
        ("${IMAGE}", []),
        ("maven:3.9-eclipse-temurin-21", []),
        *[
            (image, ["sh`, so the `sh` step on line 16 cannot run in container `kaniko`."])
            for image in (
                f"{FORK}:v1.28.3",
                f"{FORK}:v1.28.3-slim",
                FORK,
                "docker.io/martizih/kaniko:latest",
                f"{GOOGLE}:v1.24.0",
                f"{GOOGLE}:latest",
                f"m.daocloud.io/{GOOGLE}:v1.9.0",
                "ccr.ccs.tencentyun.com/nms4cloud/kaniko:v1.28.3-slim",
            )
        ],
    ],
)
def test_step_needs_a_shell(tmp_path: Path, image: str, found: list[str]) -> None:
    text = jenkinsfile(f"  containers:\n  - name: kaniko\n    image: {image}\n")
    assert missing_programs(findings_in(tmp_path, {"Jenkinsfile": text}, "kaniko-needs-shell")) == found


@pytest.mark.parametrize("step", ["ls", "/kaniko/executor --destination=a/b:1"])
def test_the_alpine_image_has_a_shell(tmp_path: Path, step: str) -> None:
    text = jenkinsfile(
        f"  containers:\n  - name: kaniko\n    image: {FORK}:v1.28.3-alpine\n    command: [cat]\n",
        stages=f"stages {{ stage('a') {{ steps {{ container('kaniko') {{ sh '{step}' }} }} }} }}\n",
    )
    assert findings_in(tmp_path, {"Jenkinsfile": text}, "kaniko-needs-shell") == []


@pytest.mark.parametrize(
    ("kind", "command", "found"),
    [
        ("", "/busybox/cat", ["/busybox/cat`, which the container's `command` starts."]),
        ("", "cat", ["cat`, which the container's `command` starts."]),
        ("-slim", "sleep", ["sleep`, which the container's `command` starts."]),
        ("", "/kaniko/executor", []),
        ("-debug", "/busybox/cat", []),
        ("-debug", "cat", []),
        ("-debug", "/bin/sh", []),
        ("-debug", "/bin/cat", ["/bin/cat`, which the container's `command` starts."]),
        ("-alpine", "/busybox/sh", ["/busybox/sh`, which the container's `command` starts."]),
        ("-alpine", "/bin/cat", []),
        ("-bootstrap", "/busybox/sh", ["/busybox/sh`, which the container's `command` starts."]),
        ("", "/tools/sh", []),
        ("", "$COMMAND", []),
    ],
)
def test_command_must_be_in_the_image(tmp_path: Path, kind: str, command: str, found: list[str]) -> None:
    text = pod(
        f"  containers:\n  - name: kaniko\n    image: {FORK}:v1.28.3{kind}\n    command: ['{command}']\n"
        "    volumeMounts: [{name: tools, mountPath: /tools}]\n"
    )
    assert missing_programs(findings_in(tmp_path, {"pod.yaml": text}, "kaniko-needs-shell")) == found


def test_pod_in_a_file_of_its_own(tmp_path: Path) -> None:
    pipeline = jenkinsfile("").replace("yaml '''\nspec:\n'''", "yamlFile 'ci/pod.yaml'")
    spec = f"  containers:\n  - name: kaniko\n    image: {FORK}:v1.28.3\n"
    found = findings_in(tmp_path, {"Jenkinsfile": pipeline, "ci/pod.yaml": pod(spec)}, "kaniko-needs-shell")
    assert [line.partition(" ")[0] for line in found] == ["ci/pod.yaml:7:12"]
    (tmp_path / "ci" / "pod.yaml").rename(tmp_path / "ci" / "other.yaml")
    assert findings_in(tmp_path, {}, "kaniko-needs-shell") == []
