"""Containers that exit on start: `cat` or a shell without a terminal, or the executor without arguments.

The API reference says of `stdin`: "If this is not set, reads from stdin in the container will always result in EOF".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide.analysis.pods import is_fully_known, may_read_other_pods
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors, images
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources.shell import SHELLS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Container, Pod
    from kaniko_guide.text import Text

NO_INPUT = Message(
    "no-input",
    Bilingual(
        zh="容器 `{container}` 启动后立即退出：`{program}` 没有标准输入。",
        en="Container `{container}` exits immediately: `{program}` has no standard input.",
    ),
    Bilingual(zh="加上 `tty: true`。", en="Add `tty: true`."),
)
ENTRYPOINT = Message(
    "entry-point",
    Bilingual(
        zh="容器 `{container}` 启动后立即退出：它运行的是 `/kaniko/executor`，第 {line} 行的 `sh` 步骤无法执行。",
        en=(
            "Container `{container}` exits immediately: it runs `/kaniko/executor`, so the `sh` step on line "
            "{line} cannot run."
        ),
    ),
    Bilingual(
        zh="加上 `command: ['/busybox/cat']` 和 `tty: true`。",
        en="Add `command: ['/busybox/cat']` and `tty: true`.",
    ),
)

NO_OPERAND = Message(
    "no-operand",
    Bilingual(
        zh="容器 `{container}` 启动后立即退出：`sleep` 没有写时间。",
        en="Container `{container}` exits immediately: `sleep` has no time.",
    ),
    Bilingual(zh="加上 `args: ['infinity']`。", en="Add `args: ['infinity']`."),
)
FLAGS = Message(
    "flags",
    Bilingual(
        zh="容器 `{container}` 启动后立即退出：`args` 里的 `{flag}` 传给了 `{program}`，`{program}` 没有这个选项。",
        en=(
            "Container `{container}` exits immediately: `args` passes `{flag}` to `{program}`, which has no such "
            "option."
        ),
    ),
    Bilingual(
        zh="删掉 `args`，在 `sh` 步骤里运行 `/kaniko/executor` 和它的参数。",
        en="Remove `args`, and run `/kaniko/executor` with its flags in an `sh` step.",
    ),
)
FLAGS_OF_POD = Message(
    "flags-of-pod",
    FLAGS.message,
    Bilingual(
        zh="删掉 `command`，镜像自己就会运行 `/kaniko/executor`。",
        en="Remove `command`: the image itself runs `/kaniko/executor`.",
    ),
)
RUNS_EXECUTOR = Message(
    "executor",
    Bilingual(
        zh="容器 `{container}` 一启动就运行 `/kaniko/executor`，构建完就退出，第 {line} 行的 `sh` 步骤无法执行。",
        en=(
            "Container `{container}` runs `/kaniko/executor` as it starts and ends with it, so the `sh` step on line "
            "{line} cannot run."
        ),
    ),
    Bilingual(
        zh="容器里写 `command: ['/busybox/cat']` 和 `tty: true`，executor 和它的参数写到 `sh` 步骤里。",
        en="Write `command: ['/busybox/cat']` and `tty: true`, and run the executor in the `sh` step.",
    ),
)
NO_ARGUMENTS = Message(
    "no-arguments",
    Bilingual(
        zh="容器 `{container}` 启动后立即退出：executor 没有参数，不知道构建什么、推送到哪里。",
        en="Container `{container}` exits immediately: the executor has no arguments, so no destination.",
    ),
    Bilingual(
        zh="在 `args` 里写上 `--context=…` 和 `--destination=…`。",
        en="Add `--context=…` and `--destination=…` as `args`.",
    ),
)

RULE = Rule(
    name="container-exits",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="容器启动后立即退出", en="Container that exits immediately"),
    why=Bilingual(
        zh=(
            "Jenkins 的步骤要在一直运行的容器里执行。`cat` 和 shell 会一直等待标准输入；没有 `tty: true` 或 "
            "`stdin: true`，它"
            "们立刻读到 EOF 并退出。kaniko 容器没有写 `command` 时，启动的是 `/kaniko/executor`，没有参数也会"
            "立即退出。"
        ),
        en=(
            "Jenkins runs steps in containers that keep running. `cat` and shells wait for standard input; "
            "without `tty: true` or `stdin: true` they read end-of-file and exit. A kaniko container without "
            "`command` starts "
            "`/kaniko/executor`, which also exits immediately when it has no arguments."
        ),
    ),
    messages=(NO_INPUT, NO_OPERAND, FLAGS, FLAGS_OF_POD, ENTRYPOINT, RUNS_EXECUTOR, NO_ARGUMENTS),
    source="Kubernetes API, Container: `stdin`; ENTRYPOINT in both kaniko repositories' deploy/Dockerfile",
)


_WAITING_PROGRAMS = frozenset({"cat", "sleep", "tail"})
"""Programs that keep a container running, and accept no flag of the executor."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the program that exits, or at the image whose entry point does."""
    for pod in project.pods:
        for container in pod.containers if pod.in_jenkinsfile else ():
            if container.init or container.name is None:
                continue
            program = _without_input(container)
            if program is not None:
                yield RULE.finding(program, NO_INPUT, container=container.name, program=program)
                continue
            words = [*(container.command or ()), *(container.args or ())]
            if container.command and [word.value.rpartition("/")[2] for word in words] == ["sleep"]:
                yield RULE.finding(words[0], NO_OPERAND, container=container.name)
                continue
            flag = _executor_flag(container)
            if flag is not None and container.command:
                shown = flag.value.partition("=")[0]
                yield RULE.finding(flag, FLAGS, container=container.name, flag=shown, program=container.command[0])
                continue
            line = _entry_point(project, pod, container)
            if container.image is not None and line is not None:
                message = RUNS_EXECUTOR if container.args else ENTRYPOINT
                yield RULE.finding(container.image, message, container=container.name, line=line)
    yield from _flags_of_pods(project)
    yield from _without_arguments(project)


def _flags_of_pods(project: Project) -> Iterator[Finding]:
    """Yields a finding at each flag of the executor that a pod outside Jenkinsfiles passes to another program."""
    for pod in project.pods:
        for container in () if pod.in_jenkinsfile or not is_fully_known(project, pod) else pod.containers:
            flag = _executor_flag(container)
            if flag is not None and container.command and container.name is not None:
                shown, program = flag.value.partition("=")[0], container.command[0]
                yield RULE.finding(flag, FLAGS_OF_POD, container=container.name, flag=shown, program=program)


def _without_arguments(project: Project) -> Iterator[Finding]:
    """Yields a finding at each executor without arguments in a pod that no Jenkinsfile uses, or may use."""
    if may_read_other_pods(project):
        return
    for pod in project.pods:
        if (
            pod.in_jenkinsfile
            or not is_fully_known(project, pod)
            or any(part.stdin_is_empty is False for part in pod.containers)
        ):
            continue
        for container in pod.containers:
            variant = images.published_variant(container.image.value) if container.image is not None else None
            if variant is None or variant.name == "warmer":
                continue
            if container.image is not None and not container.command and not container.args:
                finding = RULE.finding(container.image, NO_ARGUMENTS, container=container.name)
                yield replace(finding, severity=Severity.WARNING)


def _without_input(container: Container) -> Text | None:
    """The program that exits because its standard input is closed."""
    words = [*(container.command or ()), *(container.args or ())]
    if not container.command or len(words) != 1 or not container.stdin_is_empty:
        return None
    if words[0].value.rpartition("/")[2] not in SHELLS | {"cat"}:
        return None
    return words[0]


def _executor_flag(container: Container) -> Text | None:
    """The first flag of the executor that `args` passes to `cat`, `sleep`, `tail` or a shell."""
    command = container.command or ()
    program = command[0].value.rpartition("/")[2] if command else ""
    # After an operand, `sleep` of BusyBox and the script of a shell ignore it; `tail` does not.
    if program not in SHELLS | _WAITING_PROGRAMS or (len(command) > 1 and program != "tail"):
        return None
    flags = {flag for release in executors.releases() for flag in executors.flags(release) if flag.startswith("--")}
    return next((word for word in container.args or () if word.value.partition("=")[0] in flags), None)


def _entry_point(project: Project, pod: Pod, container: Container) -> int | None:
    """The line of the first step in a container that runs the executor as it starts."""
    image, command = container.image, container.command
    variant = images.published_variant(image.value) if image is not None else None
    if variant is None or not variant.shell:
        return None
    runs_executor = not command or command[0].value == "/kaniko/executor"
    if pod.manifest is None or not runs_executor:
        return None
    steps = (script.text.position().line for script in project.scripts_in(container))
    return next(steps, None)
