from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

DEBUG = "ghcr.io/osscontainertools/kaniko:v1.28.3-debug"


def places(directory: Path, container: str, step: str = "sh 'ls'", options: str = "") -> list[str]:
    pipeline = (
        f"podTemplate({options}yaml: '''\nspec:\n  containers:\n  - {{name: a, {container}}}\n''') {{\n"
        f"  node(POD_LABEL) {{ container('a') {{ {step} }} }}\n}}\n"
    )
    return findings_in(directory, {"Jenkinsfile": pipeline}, "container-exits")


@pytest.mark.parametrize("program", ["cat", "/bin/cat", "/busybox/cat", "sh", "/bin/bash"])
@pytest.mark.parametrize("terminal", ["", ", tty: false", ", stdin: false"])
def test_no_input(tmp_path: Path, program: str, terminal: str) -> None:
    assert places(tmp_path, f"image: 'b:1', command: ['{program}']{terminal}") == [
        f"Jenkinsfile:4:40 Container `a` exits immediately: `{program}` has no standard input."
    ]


@pytest.mark.parametrize(
    "container",
    [
        "image: 'b:1', command: ['cat'], tty: true",
        "image: 'b:1', command: ['cat'], stdin: true",
        "image: 'b:1', command: ['cat'], tty: 'true'",
        "image: 'b:1', command: ['cat'], tty: $TTY",
        "image: 'b:1', command: ['cat', '/dev/zero']",
        "image: 'b:1', command: ['sh'], args: ['-c', 'sleep 1d']",
        "image: 'b:1', command: ['sleep'], args: ['1d']",
        "image: 'b:1', tty: true",
        "image: 'b:1', args: ['cat']",
        "image: 'b:1', command: [$PROGRAM]",
        f"image: '{DEBUG}', command: ['sleep', '1d']",
        f"image: '{DEBUG}', args: ['--no-push']",
        "image: 'example.com/kaniko:1-debug'",
    ],
)
def test_containers_that_keep_running_or_are_unknown(tmp_path: Path, container: str) -> None:
    assert places(tmp_path, container) == []


@pytest.mark.parametrize("command", ["", ", command: ['/kaniko/executor'], tty: true"])
def test_executor_as_entry_point(tmp_path: Path, command: str) -> None:
    assert places(tmp_path, f"image: '{DEBUG}'{command}") == [
        (
            "Jenkinsfile:4:23 Container `a` exits immediately: it runs `/kaniko/executor`, so the "
            "`sh` step on line 6 cannot run."
        )
    ]


def test_executor_container_without_a_step_may_exit(tmp_path: Path) -> None:
    assert places(tmp_path, f"image: '{DEBUG}'", step="echo 'x'") == []


def test_container_of_a_pod_file_may_exit(tmp_path: Path) -> None:
    pod = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: 'b:1', command: [sh]}]}\n"
    )
    assert findings_in(tmp_path, {"pod.yaml": pod}, "container-exits") == []
