"""Inputs and helpers for the tests of the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support import EXAMPLES, RECORDED, findings_in, findings_of

if TYPE_CHECKING:
    from pathlib import Path

EXECUTORS = ("google-v1.24.0", "osscontainertools-v1.28.3")
GOOGLE, FORK = EXECUTORS
IMAGES = {
    GOOGLE: "gcr.io/kaniko-project/executor:v1.24.0",
    FORK: "ghcr.io/osscontainertools/kaniko:v1.28.3",
    "": "registry.example.com/kaniko:stable",
}
PIPELINE = (EXAMPLES / "container-exits" / "good" / "Jenkinsfile").read_text("utf-8")
"""A Jenkinsfile without findings, for tests to modify."""

POD = (EXAMPLES / "invalid-name" / "good" / "pod.yaml").read_text("utf-8")
"""A pod manifest without findings, for tests to modify."""

STAGES = """\
  stages {
    stage('Image') {
      steps {
        container('kaniko') {
          sh '/kaniko/executor --destination=ccr.ccs.tencentyun.com/nms4cloud/myapp:1.0.0'
        }
      }
    }
  }
"""


def replace_first(text: str, old: str, new: str) -> str:
    """A text with the first occurrence of `old` replaced; it must occur."""
    assert old in text
    return text.replace(old, new, 1)


def pod(spec: str) -> str:
    """A pod manifest with a given `spec`, which begins on line 5."""
    return f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a, namespace: jenkins}}\nspec:\n{spec}"


def image_pod(image: str) -> str:
    """A pod with one container; its image is at 7:12."""
    return pod(f"  containers:\n  - name: a\n    image: {image}\n")


def secured_pod(own: str, of_pod: str = "", image: str = f"{IMAGES[FORK]}-debug") -> str:
    """A pod with one container and two `securityContext`s: the container's at 9:23, the pod's at 5:21."""
    return pod(
        f"  securityContext: {{{of_pod}}}\n"
        f"  containers:\n  - name: kaniko\n    image: {image}\n    securityContext: {{{own}}}\n"
    )


def jenkinsfile(spec: str, *, options: str = "", stages: str = STAGES) -> str:
    """A declarative pipeline with a pod, whose `spec` begins on line 6."""
    start = f"pipeline {{\n  agent {{\n    kubernetes {{\n      {options} yaml '''\nspec:\n"
    return f"{start}{spec}'''\n    }}\n  }}\n{stages}}}\n"


def executor_pod(image: str, arguments: str) -> str:
    """A pod that runs the executor; its `args` (YAML flow items without brackets) begin at 9:12."""
    return (
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: build\nspec:\n  containers:\n  - name: kaniko\n"
        f"    image: {image}\n    args: [{arguments}]\n"
    )


def record(executor: str, case: str) -> str:
    """The text of a recorded run of an executor."""
    return (RECORDED / "kaniko-runs" / executor / f"{case}.txt").read_text("utf-8")


def command(record: str) -> str:
    """The command line of a recorded run."""
    return next(line for line in record.splitlines() if line.startswith("$ ")).removeprefix("$ ") + "\n"


def failed_command(executor: str, case: str, message: str = "") -> str:
    """The command line of a recorded run that ended with exit code 1 and this message."""
    run = record(executor, case)
    assert run.rstrip().endswith("# exit code: 1")
    assert message in run
    return command(run)


def successful_command(executor: str, case: str) -> str:
    """The command line of a recorded run that ended with exit code 0."""
    run = record(executor, case)
    assert run.rstrip().endswith("# exit code: 0")
    return command(run)


def successful_commands() -> list[str]:
    """The command line of every recorded run that ended with exit code 0."""
    records = [
        path.read_text("utf-8")
        for executor in EXECUTORS
        for path in (RECORDED / "kaniko-runs" / executor).glob("*.txt")
    ]
    found = [command(record) for record in records if record.rstrip().endswith("# exit code: 0")]
    assert len(found) > 100
    return found


def help_in(directory: Path, rule: str) -> list[str]:
    """What a rule's findings in a directory say how to fix them, in English and in order."""
    return [finding.help.en for finding in findings_of(directory, rule)]


def severities_in(directory: Path, rule: str) -> list[str]:
    """The severities of a rule's findings in a directory, in order."""
    return [finding.severity.value for finding in findings_of(directory, rule)]


def features(directory: Path, executor: str, dockerfile: str, more: str = "") -> list[str]:
    """The Dockerfile features that the executor lacks (error) or ignores (warning), as `line:column severity name`.

    Args:
        directory: an empty directory for the files.
        executor: a key of `IMAGES`; the empty one is an unknown release.
        dockerfile: the lines after `FROM`.
        more: more arguments of the executor, after a comma.
    """
    files = {
        "Dockerfile": f"FROM a:1\n{dockerfile}\n",
        "pod.yaml": executor_pod(IMAGES[executor], f'"--no-push"{more}'),
    }
    return [
        f"{finding.split(' ')[0].removeprefix('Dockerfile:')} {severity} {finding.split(' ', 1)[1].split(': ')[0]}"
        for severity, rule in (("error", "feature-not-in-build"), ("warning", "feature-ignored"))
        for finding in findings_in(directory, files, rule)
    ]
