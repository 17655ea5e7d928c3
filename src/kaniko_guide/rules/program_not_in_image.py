"""A `RUN` of a program that the base image does not contain, and that nothing in the stage may have added.

Only images whose contents are known from their Dockerfiles are judged (`facts/image_contents.yml`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.build_stages import run_script, stages
from kaniko_guide.analysis.commands import program_name
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import image_contents
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.analysis.build_stages import BuildStage
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Instruction

RULE = Rule(
    name="program-not-in-image",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="基础镜像里没有的程序", en="Program that the base image lacks"),
    why=Bilingual(
        zh=(
            "`RUN` 只能用基础镜像里有的、或前面的指令装上的程序。JDK 的镜像里没有 Maven，Alpine 和 Debian 的镜像里没有 "
            "`curl` 和 `git`，`scratch` 里连 shell 也没有；找不到程序就报 `not found`，退出码为 127。"
        ),
        en=(
            "`RUN` has the programs of the base image, and those that earlier instructions install. Images of a JDK "
            "have no Maven, those of Alpine and Debian neither `curl` nor `git`, and `scratch` not even a shell; a "
            "program that is not there fails with `not found` and exit code 127."
        ),
    ),
    message=Bilingual(zh="`{image}` 里没有 `{program}`。", en="`{image}` has no `{program}`."),
    help=Bilingual(zh="先安装它，或者换成带有它的镜像。", en="Install it first, or use an image that contains it."),
    source="docker-library/official-images and the Dockerfiles of the images, see facts/image_contents.yml",
)

_COPYING_PROGRAMS = frozenset({"cp", "mv", "ln", "install", "curl", "wget", "tar", "unzip", "gunzip"})


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the program."""
    for dockerfile in project.dockerfiles:
        if dockerfile.problems:
            continue
        bases = [entry for entry in dockerfile.instructions if entry.keyword == "FROM"]
        images = {
            stage: base.arguments[0].value if base.arguments else ""
            for stage, base in zip(stages(dockerfile), bases, strict=True)
        }
        for stage in images:
            *_, first = stage.ancestry()
            if image_contents.has_no_shell(images[first]):
                yield from _without_shell(stage, images[first])
            elif images[first]:
                yield from _in_stage(stage, images[first])


def _without_shell(stage: BuildStage, image: str) -> Iterator[Finding]:
    """Yields a finding at the first instruction that needs the shell of an image which has none."""
    if any(_may_bring_a_shell(instruction) for entry in stage.ancestry() for instruction in entry.instructions):
        return
    for instruction in stage.instructions:
        if instruction.keyword in {"RUN", "CMD", "ENTRYPOINT"} and not instruction.json and instruction.arguments:
            yield RULE.finding(instruction.where, image=image, program="/bin/sh")
            return


def _may_bring_a_shell(instruction: Instruction) -> bool:
    """Whether an instruction sets another shell, or copies into a directory that may be that of the shell."""
    target = instruction.arguments[-1].value if instruction.arguments else ""
    is_copy = instruction.keyword in {"COPY", "ADD"}
    is_root = target.rstrip("/.") == "" or "$" in target
    return instruction.keyword in {"SHELL", "ONBUILD"} or (
        is_copy and (is_root or "bin" in target or "busybox" in target)
    )


def _in_stage(stage: BuildStage, image: str) -> Iterator[Finding]:
    """Yields a finding at each program that neither the image nor a stage that this one is based on contains."""
    installers: set[str] = set()
    brought: set[str] = set()
    *above, own = (entry.instructions for entry in (*reversed(list(stage.ancestry())),))
    of_others = [instruction for instructions in above for instruction in instructions]
    for at, instruction in enumerate((*of_others, *own)):
        if _may_bring_programs(instruction):
            return
        script = run_script(instruction)
        if script is None or instruction.heredocs:
            continue
        if script.problems or script.unread:
            return
        for command in script.commands:
            program = command.words[0].value
            may_be_there = command.conditional or f"{program}()" in script.text.value or program in brought
            may_be_there = may_be_there or any(image_contents.may_install(name, program) for name in installers)
            if at >= len(of_others) and not may_be_there and image_contents.lacks(image, program):
                yield RULE.finding(command.words[0].text, image=image, program=program)
            name = program_name(command)
            if name in _COPYING_PROGRAMS or "/" in program:
                return
            if image_contents.is_installer(name):
                programs = image_contents.brought_by(tuple(word.value for word in command.words), image)
                brought.update(programs or ())
                installers.update([name] if programs is None else [])


def _may_bring_programs(instruction: Instruction) -> bool:
    """Whether an instruction may make a program available: a copy into a directory of programs, `PATH`, a shell."""
    if instruction.keyword in {"ENV", "SHELL", "ONBUILD"}:
        return instruction.keyword != "ENV" or any(word.value.startswith("PATH") for word in instruction.arguments)
    if instruction.keyword == "RUN":
        return instruction.json or bool(instruction.heredocs or instruction.flags)
    target = instruction.arguments[-1].value if instruction.arguments else ""
    is_copy = instruction.keyword in {"COPY", "ADD"}
    return is_copy and (target == "/" or "$" in target or any(part in target for part in ("bin", "/usr", "/opt")))
