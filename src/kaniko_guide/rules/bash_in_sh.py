"""Features of bash in scripts that `sh` runs, where the image is known to have dash as its `sh`.

These are `sh` steps without a first line that names another shell, and `RUN` instructions without a `SHELL` before
them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide.analysis.build_stages import run_script, stages
from kaniko_guide.analysis.commands import program_name
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import image_contents
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, Dockerfile, Script
    from kaniko_guide.text import Text

PROBLEM = Bilingual(
    zh="`{found}` 是 bash 的写法；镜像 `{image}` 的 `sh` 是 dash，会报 `{error}`。",
    en="`{found}` is a feature of bash; `sh` of `{image}` is dash and fails with `{error}`.",
)
STEP = Message(
    "step",
    PROBLEM,
    Bilingual(
        zh=(
            "脚本第一行写 `#!/bin/bash`，或者用 POSIX 的写法：`.` 代替 `source`，`[ … ]` 代替 `[[ … ]]`，`=` 代替 "
            "`==`。"
        ),
        en=(
            "Begin the script with `#!/bin/bash`, or write what POSIX has: `.` for `source`, `[ … ]` for `[[ … ]]`, "
            "`=` for `==`."
        ),
    ),
)
RUN = Message(
    "run",
    PROBLEM,
    Bilingual(
        zh='在它前面写 `SHELL ["/bin/bash", "-c"]`，或者用 POSIX 的写法：`.` 代替 `source`，`[ … ]` 代替 `[[ … ]]`。',
        en=('Write `SHELL ["/bin/bash", "-c"]` before it, or what POSIX has: `.` for `source`, `[ … ]` for `[[ … ]]`.'),
    ),
)

RULE = Rule(
    name="bash-in-sh",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="`sh` 里用了 bash 的写法", en="Feature of bash in `sh`"),
    why=Bilingual(
        zh=(
            "`sh` 步骤和 `RUN` 用镜像里的 `sh` 执行脚本。Debian 和 Ubuntu 的镜像里它是 dash，没有 `source`、`[[`、"
            "`${a:0:7}` 和数组，命令报 `not found` 或 `Bad substitution`。同样的脚本在自己电脑的 bash 里可以运行。"
        ),
        en=(
            "`sh` steps and `RUN` instructions are run by `sh` of the image. In images of Debian and Ubuntu it is "
            "dash, which has no `source`, `[[`, `${a:0:7}` or arrays: the script fails with `not found` or "
            "`Bad substitution`, although it runs in a bash at home."
        ),
    ),
    messages=(STEP, RUN),
    source="dash 0.5.12, which was run with each of them; jenkinsci/durable-task-plugin, BourneShellScript.java",
)

_COMMANDS = frozenset({"source", "[[", "pushd", "popd", "declare", "typeset", "let", "shopt", "mapfile", "readarray"})


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at what only bash understands."""
    for script in project.scripts:
        image = _image_of_step(project, script)
        if image is not None and not script.text.value.startswith("#!"):
            yield from _check_script(script, STEP, image)
    for dockerfile in project.dockerfiles:
        yield from _check_dockerfile(dockerfile)


def _image_of_step(project: Project, script: Script) -> str | None:
    """The image in whose container a step runs the script, if its `sh` is dash."""
    containers = () if script.step is None else project.containers_of(script.step)
    images = [container.image.value for container in containers if container.image is not None]
    if len(images) != 1 or len(containers) != 1 or "shell:" in script.text.source.text:
        return None
    return images[0] if image_contents.has_dash(images[0]) else None


def _check_dockerfile(dockerfile: Dockerfile) -> Iterator[Finding]:
    bases = [found for found in dockerfile.instructions if found.keyword == "FROM"]
    images: dict[int, str | None] = {}
    for stage, instruction in zip(stages(dockerfile), bases, strict=True):
        image = instruction.arguments[0].value if instruction.arguments else ""
        images[id(stage)] = images.get(id(stage.base)) if stage.base is not None else image
        base = images[id(stage)]
        for found in stage.instructions:
            if found.keyword == "SHELL" or (found.keyword == "RUN" and "/bin/sh" in found.text.value):
                images[id(stage)] = None
                break
            script = run_script(found)
            if script is not None and base is not None and image_contents.has_dash(base):
                yield from _check_script(script, RUN, base)


def _check_script(script: Script, message: Message, image: str) -> Iterator[Finding]:
    for command in script.commands:
        found = _only_in_bash(command)
        if found is not None:
            where, error = found
            finding = RULE.finding(where, message, found=where, image=image, error=error)
            yield replace(finding, severity=Severity.WARNING) if command.conditional else finding
    for where in script.bash_only:
        is_expansion = where.value.startswith("${")
        error = "Bad substitution" if is_expansion else "Syntax error"
        yield RULE.finding(where, message, found=where, image=image, error=error)


def _only_in_bash(command: Command) -> tuple[Text, str] | None:
    """What of a command dash does not understand, and its error."""
    name, words = program_name(command), command.words
    if name in _COMMANDS and words[0].value == name:
        return words[0].text, f"{name}: not found"
    if name == "set":
        pipefail = next((word for word in words if word.value == "pipefail"), None)
        return None if pipefail is None else (pipefail.text, "Illegal option -o pipefail")
    if name in {"[", "test"}:
        equals = next((word for word in words[1:] if word.text.value == "=="), None)
        return None if equals is None else (equals.text, "unexpected operator")
    return None
