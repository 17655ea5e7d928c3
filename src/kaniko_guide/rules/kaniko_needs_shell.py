"""Kaniko images without a program that the pod runs in them: an `sh` step's shell, or the container's `command`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis.pods import executor_containers, missing_program
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import replacement
from kaniko_guide.facts import images
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.analysis.pods import MissingProgram
    from kaniko_guide.edits import Fix
    from kaniko_guide.facts.images import ExecutorImage
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.text import Text

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
    has_fix=True,
    title=Bilingual(zh="Kaniko 镜像里没有 shell", en="Kaniko image without a shell"),
    why=Bilingual(
        zh=(
            "普通的和 `-slim` 的 Kaniko 镜像里没有 `sh` 和 `cat`。Jenkins 的 `sh` 步骤要在容器里启动 shell；"
            "没有 shell，这一步就启动不了，例如报 `Process exited immediately after creation`。`-debug` 镜像带有 "
            "`/busybox`。"
        ),
        en=(
            "The plain and the `-slim` Kaniko images have no `sh` and no `cat`. A Jenkins `sh` step starts a "
            "shell in the container; without one the step cannot start and fails, for example with "
            "`Process exited immediately after creation`. The `-debug` image has `/busybox`."
        ),
    ),
    messages=(STEP_NEEDS_SHELL, COMMAND_MISSING, COMMAND_ELSEWHERE),
    source="deploy/Dockerfile of GoogleContainerTools/kaniko v1.24.0 and osscontainertools/kaniko v1.28.3",
)


_VERSION = lazy.pattern(r"v\d+\.\d+\.\d+")


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such image."""
    for _, container in executor_containers(project):
        image = container.image
        found = images.executor_image(image.value) if image is not None else None
        if found is None or found.variant is None or image is None:
            continue
        missing = missing_program(project, container, found.variant)
        if missing is not None:
            yield RULE.finding(
                image,
                _message(missing, found.variant),
                fix=_debug_image(image, found),
                image=image,
                missing=missing.program,
                line=None if missing.step is None else missing.step.text.position().line,
                container=container.name,
                instead=images.recommended_executor("debug"),
            )


def _debug_image(image: Text, found: ExecutorImage) -> Fix | None:
    """The fix to the image with a shell of the same release and publisher."""
    tag = image.value.rpartition(":")[2]
    is_plain = found.variant is not None and found.variant.name == "plain"
    if found.publisher is None or found.release is None or not is_plain or not _VERSION.fullmatch(tag):
        return None
    return replacement(image, tag, f"{tag}-debug", image.value.rfind(tag))


def _message(missing: MissingProgram, variant: images.ImageVariant) -> Message:
    if missing.step is not None:
        return STEP_NEEDS_SHELL
    return COMMAND_ELSEWHERE if variant.shell else COMMAND_MISSING
