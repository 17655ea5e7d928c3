from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import jenkinsfile, secured_pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("own", "of_pod", "place", "field"),
    [
        ("runAsUser: 1000", "", "9:34", "runAsUser: 1000"),
        ("", "runAsUser: 1000", "5:32", "runAsUser: 1000"),
        ("runAsNonRoot: true", "", "9:37", "runAsNonRoot: true"),
        ("runAsNonRoot: true, runAsUser: 0", "", "9:37", "runAsNonRoot: true"),
        ("runAsUser: 1000, runAsNonRoot: true", "", "9:34", "runAsUser: 1000"),
        ("", "runAsNonRoot: true", "5:35", "runAsNonRoot: true"),
        ("runAsUser: null", "runAsUser: 7", "5:32", "runAsUser: 7"),
    ],
)
def test_found(tmp_path: Path, own: str, of_pod: str, place: str, field: str) -> None:
    assert findings_in(tmp_path, {"pod.yaml": secured_pod(own, of_pod)}, "not-root") == [
        f"pod.yaml:{place} Container `kaniko` runs the executor, but `{field}` prevents it from running as root."
    ]


@pytest.mark.parametrize(
    ("own", "of_pod"),
    [
        ("runAsUser: 0, runAsNonRoot: false", "runAsUser: 1000, runAsNonRoot: true"),
        ("runAsUser: 0", ""),
        ("runAsUser: ${UID}", "runAsUser: 1000"),
        ("runAsUser: '1000'", ""),
        ("fsGroup: 1000", "fsGroup: 1000"),
    ],
)
def test_not_found(tmp_path: Path, own: str, of_pod: str) -> None:
    assert findings_in(tmp_path, {"pod.yaml": secured_pod(own, of_pod)}, "not-root") == []


@pytest.mark.parametrize("image", ["maven:3.9-eclipse-temurin-21", "ghcr.io/osscontainertools/kaniko:v1.28.3-warmer"])
def test_other_images_may_run_as_any_user(tmp_path: Path, image: str) -> None:
    assert findings_in(tmp_path, {"pod.yaml": secured_pod("runAsUser: 1000", image=image)}, "not-root") == []


def test_container_that_calls_the_executor(tmp_path: Path) -> None:
    spec = (
        "  containers:\n  - name: kaniko\n    image: registry.internal/builder:7\n    securityContext: {runAsUser: 1}\n"
    )
    (line,) = findings_in(tmp_path, {"Jenkinsfile": jenkinsfile(spec)}, "not-root")
    assert line.startswith("Jenkinsfile:9:34 ")


def test_container_in_which_no_step_builds(tmp_path: Path) -> None:
    spec = (
        "  containers:\n  - name: kaniko\n    image: gcr.io/kaniko-project/executor:debug\n"
        "    securityContext: {runAsUser: 1}\n    command: [sleep, 99d]\n"
    )
    for step, found in (("echo 'a'", 0), ("sh 'ls'", 0), ("sh '/kaniko/executor --no-push'", 1)):
        stages = f"stages {{ stage('s') {{ steps {{ container('kaniko') {{ {step} }} }} }} }}\n"
        assert len(findings_in(tmp_path, {"Jenkinsfile": jenkinsfile(spec, stages=stages)}, "not-root")) == found, step


def test_pipeline_that_does_not_compile_may_build(tmp_path: Path) -> None:
    pod = secured_pod("runAsUser: 1") + "    command: [sleep, 99d]\n"
    for end, found in (("}", 0), ("} }", 1)):
        text = f"podTemplate(yaml: readTrusted('pod.yaml')) {{ node(POD_LABEL) {{ sh 'ls' }} {end}\n"
        assert len(findings_in(tmp_path, {"Jenkinsfile": text, "pod.yaml": pod}, "not-root")) == found, end
