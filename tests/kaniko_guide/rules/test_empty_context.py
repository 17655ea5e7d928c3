from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project, rules
from kaniko_guide.findings import Severity
from tests.kaniko_guide.rules.shared import pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

IMAGE = "ghcr.io/osscontainertools/kaniko:v1.28.3"


def lines(directory: Path, args: str, path: str = "/kaniko/.docker", image: str = IMAGE) -> list[str]:
    mounts = f"volumeMounts: [{{name: v, mountPath: {path}}}]"
    container = f"{{name: a, image: '{image}', args: [{args}], {mounts}}}"
    spec = f"  containers:\n  - {container}\n  volumes: [{{name: v, emptyDir: {{}}}}]\n"
    return findings_in(directory, {"pod.yaml": pod(spec)}, "empty-context")


@pytest.mark.parametrize(
    ("args", "path"),
    [
        ("--no-push", "/workspace"),
        ("--destination=a.com/b/c:1, --dockerfile=Dockerfile", "/workspace"),
        ("'--context=dir:///src', --no-push", "/src"),
        ("-c, /work/app, --no-push", "/work/app"),
    ],
)
def test_found(tmp_path: Path, args: str, path: str) -> None:
    (line,) = lines(tmp_path, args)
    assert line.endswith(f"No volume is mounted at the build context `{path}`, so it has no Dockerfile.")


@pytest.mark.parametrize(
    ("args", "path"),
    [
        ("--no-push", "/workspace"),
        ("--no-push", "/workspace/app"),
        ("--no-push", "/"),
        ("'--context=dir:///src/app', --no-push", "/src"),
        ("'--context=git://a.com/b.git', --no-push", "/x"),
        ("'--context=s3://a/b', --no-push", "/x"),
        ("--context=$(SRC), --no-push", "/x"),
        ("--dockerfile=/x/Dockerfile, --no-push", "/x"),
        ("--help", "/x"),
        ("login, a.com", "/x"),
    ],
)
def test_not_found(tmp_path: Path, args: str, path: str) -> None:
    assert lines(tmp_path, args, path) == []


def test_an_image_of_ones_own_may_contain_the_files(tmp_path: Path) -> None:
    assert lines(tmp_path, "--no-push", image="registry.example.com/kaniko:1") == []


STEP = """pipeline {{
  agent {{ kubernetes {{ yaml '''
spec:
  containers:
  - {{name: kaniko, image: '{image}', command: [/busybox/cat], tty: true{more}}}
''' }} }}
  stages {{ stage('a') {{ steps {{ container('kaniko') {{ {step} }} }} }} }}
}}
"""
BUILD = "sh '/kaniko/executor {} --destination=a.com/b/c:1'"


def in_a_step(directory: Path, step: str, more: str = "", dockerfile: str = "FROM a\nCOPY b /\n") -> list[str]:
    pipeline = STEP.format(image=f"{IMAGE}-debug", step=step, more=more)
    return findings_in(directory, {"Jenkinsfile": pipeline, "Dockerfile": dockerfile}, "empty-context")


@pytest.mark.parametrize("flags", ["", "--dockerfile=Dockerfile", "--context=/workspace", "--context dir:///workspace"])
def test_a_step_that_does_not_build_from_the_workspace(tmp_path: Path, flags: str) -> None:
    (line,) = in_a_step(tmp_path, BUILD.format(flags))
    assert "The build context is `/workspace`, where no volume is mounted" in line


@pytest.mark.parametrize(
    ("step", "more"),
    [
        (BUILD.format("--context=$WORKSPACE"), ""),
        (BUILD.format("--context=."), ""),
        (BUILD.format(""), ", workingDir: /workspace"),
        (BUILD.format(""), ", volumeMounts: [{name: v, mountPath: /workspace}]"),
        ("sh 'cp -r . /workspace'; " + BUILD.format(""), ""),
        (BUILD.format("--context=/home/jenkins/agent/workspace/job"), ""),
        (BUILD.format("--context=dir:///home/jenkins/agent"), ""),
        ("dir('/workspace') { " + BUILD.format("") + " }", ""),
        (BUILD.format("--dockerfile=/opt/Dockerfile"), ""),
    ],
)
def test_a_step_whose_files_may_be_there(tmp_path: Path, step: str, more: str) -> None:
    assert in_a_step(tmp_path, step, more) == []


def test_a_dockerfile_that_copies_nothing_makes_it_a_warning(tmp_path: Path) -> None:
    pipeline = STEP.format(image=f"{IMAGE}-debug", step=BUILD.format(""), more="")
    (tmp_path / "Jenkinsfile").write_text(pipeline, encoding="utf-8")
    (tmp_path / "Dockerfile").write_text("FROM a\nRUN b\n", encoding="utf-8")
    found = [finding for finding in rules.check(project.read(tmp_path)) if finding.rule.name == "empty-context"]
    assert [finding.severity for finding in found] == [Severity.WARNING]
