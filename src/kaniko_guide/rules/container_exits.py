"""Containers that exit on start: `cat` or a shell without a terminal, or the executor without arguments.

The API reference says of `stdin`: "If this is not set, reads from stdin in the container will always result in EOF".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import images
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
    messages=(NO_INPUT, ENTRYPOINT),
    source="Kubernetes API, Container: `stdin`; ENTRYPOINT in both kaniko repositories' deploy/Dockerfile",
)


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
            line = _entry_point(project, pod, container)
            if container.image is not None and line is not None:
                yield RULE.finding(container.image, ENTRYPOINT, container=container.name, line=line)


def _without_input(container: Container) -> Text | None:
    """The program that exits because its standard input is closed."""
    words = [*(container.command or ()), *(container.args or ())]
    if not container.command or len(words) != 1 or not container.stdin_is_empty:
        return None
    if words[0].value.rpartition("/")[2] not in SHELLS | {"cat"}:
        return None
    return words[0]


def _entry_point(project: Project, pod: Pod, container: Container) -> int | None:
    """The line of the first step in a container that runs the executor without arguments."""
    image, command = container.image, container.command
    found = images.executor_image(image.value) if image is not None else None
    if image is None or found is None or found.publisher is None or found.variant is None or not found.variant.shell:
        return None
    runs_nothing = container.args is None and (
        command is None or [word.value for word in command] == ["/kaniko/executor"]
    )
    if pod.manifest is None or not runs_nothing:
        return None
    steps = (script.text.position().line for script in project.scripts_in(container))
    return next(steps, None)
