"""Kaniko images without a program that the pod runs in them: an `sh` step's shell, or the container's `command`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.pods import executor_containers, missing_program
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import images
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

USE_OTHER_IMAGE = Bilingual(zh="改用 `{instead}`。", en="Use `{instead}`.")
MISSING_COMMAND = Bilingual(
    zh="镜像 `{image}` 里没有容器的 `command` 要启动的 `{missing}`。",
    en="The image `{image}` has no `{missing}`, which the container's `command` starts.",
)
STEP_NEEDS_SHELL = Message(
    "step",
    Bilingual(
        zh="镜像 `{image}` 里没有 `{missing}`，第 {line} 行的 `sh` 步骤无法在容器 `{container}` 里运行。",
        en=(
            "The image `{image}` has no `{missing}`, so the `sh` step on line {line} cannot run in container "
            "`{container}`."
        ),
    ),
    USE_OTHER_IMAGE,
)
COMMAND_MISSING = Message("command", MISSING_COMMAND, USE_OTHER_IMAGE)
COMMAND_ELSEWHERE = Message(
    "command-elsewhere",
    MISSING_COMMAND,
    Bilingual(zh="改用 `{instead}`，它的工具在 `/busybox` 里。", en="Use `{instead}`; its tools are in `/busybox`."),
)

RULE = Rule(
    name="kaniko-needs-shell",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="Kaniko 镜像里没有 shell", en="Kaniko image without a shell"),
    why=Bilingual(
        zh=(
            "普通的和 `-slim` 的 Kaniko 镜像里没有 `sh` 和 `cat`。Jenkins 的 `sh` 步骤要在容器里启动 shell；"
            "没有 shell 时报 `process apparently never started`，或者容器刚启动就退出。`-debug` 镜像带有 "
            "`/busybox`。"
        ),
        en=(
            "The plain and the `-slim` Kaniko images have no `sh` and no `cat`. A Jenkins `sh` step starts a "
            "shell in the container; without one it fails with `process apparently never started`, or the "
            "container exits immediately. The `-debug` image has `/busybox`."
        ),
    ),
    messages=(STEP_NEEDS_SHELL, COMMAND_MISSING, COMMAND_ELSEWHERE),
    source="deploy/Dockerfile of GoogleContainerTools/kaniko v1.24.0 and osscontainertools/kaniko v1.28.3",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such image."""
    for _, container in executor_containers(project):
        found = images.executor_image(container.image.value) if container.image is not None else None
        if found is None or found.variant is None or container.image is None:
            continue
        missing = missing_program(project, container, found.variant)
        if missing is not None:
            message = (
                (COMMAND_ELSEWHERE if found.variant.shell else COMMAND_MISSING)
                if missing.step is None
                else STEP_NEEDS_SHELL
            )
            yield RULE.finding(
                container.image,
                message,
                image=container.image,
                missing=missing.program,
                line=None if missing.step is None else missing.step.text.position().line,
                container=container.name,
                instead=images.recommended_executor("debug"),
            )
