"""A shell that the executor image does not have: in a script's first line, or in `container(shell: …)`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import pods
from kaniko_guide.analysis.pipeline_steps import blocks_around
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import images
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Container, Step
    from kaniko_guide.text import Text


RULE = Rule(
    name="missing-shell",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(
        zh="镜像里没有的 shell",
        en="Shell that the image does not have",
    ),
    why=Bilingual(
        zh=(
            "`-debug` 镜像只有 busybox：`/busybox/sh` 和 `/bin/sh`。脚本第一行或 `container(shell: …)` 写"
            "了别的路径，步骤报 `not found`，或者等到超时报 `process apparently never started`。"
        ),
        en=(
            "The `-debug` image only has busybox: `/busybox/sh` and `/bin/sh`. With another path in the "
            "first line of the script or in `container(shell: …)`, the step fails with `not found`, or "
            "ends with `process apparently never started`."
        ),
    ),
    message=Bilingual(
        zh="镜像 `{image}` 里没有 `{program}`。",
        en="The image `{image}` has no `{program}`.",
    ),
    help=Bilingual(
        zh="写成 `{shell}`，或者去掉这一项。",
        en="Write `{shell}`, or leave it out.",
    ),
    source=(
        "deploy/Dockerfile of both kaniko repositories; jenkinsci/durable-task-plugin, "
        "BourneShellScript.java; jenkinsci/kubernetes-plugin, ContainerStep.java"
    ),
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the path of the shell."""
    for pipeline in project.jenkinsfiles:
        for step in pipeline.steps:
            containers = project.containers_of(step)
            programs = [*_first_line(step.script.text)]
            for enclosing in blocks_around(pipeline, step) if containers else ():
                programs += [
                    argument.value
                    for block in enclosing
                    if block.name == "container"
                    for argument in block.arguments
                    if argument.name == "shell" and argument.exact
                ]
            for program in programs:
                shell = _instead(containers, program.value, step)
                if shell is not None and containers[0].image is not None:
                    yield RULE.finding(program, image=containers[0].image, program=program, shell=shell)


def _first_line(text: Text) -> Iterator[Text]:
    """The program after `#!`; the shebang only counts at the very start of the script."""
    start = text.value.partition("\n")[0]
    if start.startswith("#!"):
        word = start[2:].split()[:1]
        if word and word[0].startswith("/"):
            at = start.index(word[0])
            yield text.cut(at, at + len(word[0]))


def _instead(containers: Sequence[Container], program: str, step: Step) -> str | None:
    """The shell that a container has, if it is known that it lacks a program."""
    if len(containers) != 1 or not program.startswith("/") or step.script.text.value == "":
        return None
    container = containers[0]
    variant = images.published_variant(container.image.value) if container.image is not None else None
    if variant is None or not variant.shell:
        return None
    mounted = any(mount.path is not None and program.startswith(mount.path.value) for mount in container.mounts)
    if mounted or variant.tools == "/bin" or pods.has_program(variant, program):
        return None
    return f"{variant.tools}/sh"
