"""Program names that are one edit away from a known one: `kubctl`, `mnv`, `/kaniko/exector`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.edit_distance import correct_typo
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import images
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, Script, Step

RULE = Rule(
    name="misspelt-program",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="程序名拼写错误", en="Misspelt program name"),
    why=Bilingual(
        zh=(
            "shell 找不到这个程序，报 `not found`，退出码为 127。executor 的完整路径是 `/kaniko/executor`；镜"
            "像里没有名为 `kaniko` 的程序。"
        ),
        en=(
            "The shell cannot find the program: `not found`, exit code 127. The full path of the executor is "
            "`/kaniko/executor`; its image has no program called `kaniko`."
        ),
    ),
    message=Bilingual(zh="没有名为 `{found}` 的程序。", en="Unknown program `{found}`."),
    help=Bilingual(zh="写成 `{meant}`。", en="Write `{meant}`."),
    source="POSIX, Shell Command Language, 2.8.2; deploy/Dockerfile of both kaniko repositories",
)

EXECUTOR = "/kaniko/executor"
KNOWN_PROGRAMS = frozenset({EXECUTOR, "/kaniko/warmer", "cosign", "docker", "gradle", "kubectl", "mvn", "skopeo"})
NOT_TYPOS = frozenset({"dockerd", "gradlew", "kubectx"})
"""Existing programs whose names are one edit away from a known one."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the program's name."""
    for script in project.scripts:
        in_kaniko = script.step is not None and _runs_in_kaniko(project, script.step)
        for command in script.commands:
            found = _intended_program(command, in_kaniko=in_kaniko)
            if found is not None and not _is_defined(script, command):
                yield RULE.finding(command.words[0].text, found=command.words[0].value, meant=found)


def _runs_in_kaniko(project: Project, step: Step) -> bool:
    """Whether a step runs in a kaniko image, according to the images' names."""
    containers = project.containers_of(step)
    found = [images.executor_image(container.image.value) for container in containers if container.image is not None]
    return bool(found) and all(image is not None and image.publisher is not None for image in found)


def _intended_program(command: Command, *, in_kaniko: bool) -> str | None:
    word = command.words[0]
    if not word.literal or word.value in NOT_TYPOS:
        return None
    if in_kaniko and word.value == "kaniko":
        return EXECUTOR
    return correct_typo(word.value, KNOWN_PROGRAMS)


def _is_defined(script: Script, command: Command) -> bool:
    """Whether the script may define a function or an alias of that name."""
    name = command.words[0].value
    written = script.text.value
    return any(form in written for form in (f"{name}()", f"{name} ()", f"function {name}", f"alias {name}="))
