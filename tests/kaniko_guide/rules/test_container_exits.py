from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import jenkinsfile
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


@pytest.mark.parametrize(
    "container",
    [
        f"image: '{DEBUG}', args: ['--no-push']",
        f"image: '{DEBUG}', command: ['/kaniko/executor'], args: ['--context=.', '--destination=a.com/b/c:1']",
        f"image: '{DEBUG}', command: ['/kaniko/executor', '--no-push'], tty: true",
    ],
)
def test_the_executor_runs_as_the_container_starts(tmp_path: Path, container: str) -> None:
    (line,) = places(tmp_path, container)
    assert "`/kaniko/executor`" in line


PLAIN = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n"


@pytest.mark.parametrize("image", [DEBUG, DEBUG.removesuffix("-debug"), "gcr.io/kaniko-project/executor:v1.24.0"])
def test_a_pod_without_arguments(tmp_path: Path, image: str) -> None:
    files = {"pod.yaml": f"{PLAIN}  - {{name: kaniko, image: '{image}'}}\n"}
    (line,) = findings_in(tmp_path, files, "container-exits")
    assert line == (
        "pod.yaml:6:28 Container `kaniko` exits immediately: the executor has no arguments, so no destination."
    )


@pytest.mark.parametrize(
    "text",
    [
        f"{PLAIN}  - {{name: kaniko, image: '{DEBUG}', args: ['--no-push']}}\n",
        f"{PLAIN}  - {{name: kaniko, image: '{DEBUG}', command: [sleep, infinity]}}\n",
        f"{PLAIN}  - {{name: kaniko, image: '{DEBUG}'}}\n  - {{name: other}}\n",
        f"{PLAIN}  - {{name: kaniko, image: 'a.com/kaniko:1'}}\n",
    ],
)
def test_a_pod_with_arguments_or_a_patch(tmp_path: Path, text: str) -> None:
    assert findings_in(tmp_path, {"pod.yaml": text}, "container-exits") == []


def test_a_pod_that_a_pipeline_may_use(tmp_path: Path) -> None:
    pod = f"{PLAIN}  - {{name: kaniko, image: '{DEBUG}'}}\n"
    for number, (setting, count) in enumerate(
        {
            "yaml: library(x)": 0,
            "containers: library(x)": 0,
            "yamlFile: 'pod.yaml'": 0,
            "containers: [containerTemplate(name: 'a', image: 'b', command: 'sleep', args: '1d')]": 1,
        }.items()
    ):
        pipeline = f"podTemplate({setting}) {{ node(POD_LABEL) {{ }} }}\n"
        files = {"pod.yaml": pod, "Jenkinsfile": pipeline}
        assert len(findings_in(tmp_path / str(number), files, "container-exits")) == count, setting


@pytest.mark.parametrize(
    ("command", "arguments", "reported"),
    [
        ("/busybox/cat", "--dockerfile=Dockerfile", True),
        ("sleep", "--context=.", True),
        ("sh", "--no-push", True),
        ("sh", "-c", False),
        ("tail", "-f", False),
        ("cat", "-", False),
        ("/kaniko/executor", "--no-push", False),
    ],
)
def test_flags_of_the_executor_for_another_program(
    tmp_path: Path, command: str, arguments: str, *, reported: bool
) -> None:
    spec = (
        f"  containers:\n  - {{name: a, image: 'b:1', command: ['{command}'], args: ['{arguments}', x], tty: true}}\n"
    )
    found = findings_in(tmp_path, {"Jenkinsfile": jenkinsfile(spec)}, "container-exits")
    flag = arguments.partition("=")[0]
    message = f"Container `a` exits immediately: `args` passes `{flag}` to `{command}`, which has no such option."
    assert [line.split(" ", 1)[1] for line in found] == [message] * reported


@pytest.mark.parametrize(
    ("command", "found"),
    [
        ("[/busybox/cat]", 1),
        ("[sleep]", 1),
        ("[tail, -f, /dev/null]", 1),
        ("[sleep, infinity]", 0),
        ("[sh, -c, 'exec \"$0\"']", 0),
        ("[/kaniko/executor]", 0),
    ],
)
def test_flags_of_the_executor_in_a_pod_without_a_pipeline(tmp_path: Path, command: str, found: int) -> None:
    container = f"{{name: kaniko, image: '{DEBUG}', command: {command}, args: ['--context=.', '--no-push']}}"
    lines = findings_in(tmp_path, {"pod.yaml": f"{PLAIN}  - {container}\n"}, "container-exits")
    assert ["passes `--context`" in line for line in lines] == [True] * found


@pytest.mark.parametrize(
    ("command", "found"), [("[sleep]", 1), ("[/bin/sleep]", 1), ("[sleep], args: ['1d']", 0), ("[sleep, infinity]", 0)]
)
def test_sleep_without_a_time(tmp_path: Path, command: str, found: int) -> None:
    text = jenkinsfile(f"  containers:\n  - {{name: a, image: 'maven:3.9', tty: true, command: {command}}}\n")
    assert len(findings_in(tmp_path, {"Jenkinsfile": text}, "container-exits")) == found
