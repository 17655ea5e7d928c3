"""Instructions of a Dockerfile without effect: what a `RUN` sets for its own shell only, and replaced instructions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis.build_stages import global_arguments, run_script, stages, variable_name, variables_read
from kaniko_guide.analysis.commands import program_name
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import image_contents
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, Dockerfile, Instruction

DIRECTORY = Message(
    "directory",
    Bilingual(
        zh="`{found}` 只在这一条 `RUN` 里有效，后面的指令仍在原来的目录里执行。",
        en="`{found}` only lasts until the end of this `RUN`; later instructions run in the previous directory.",
    ),
    Bilingual(
        zh="改成 `WORKDIR`，或者把后面的命令用 `&&` 接在同一条 `RUN` 里。",
        en="Use `WORKDIR`, or join the next commands to this `RUN` with `&&`.",
    ),
)
VARIABLE = Message(
    "variable",
    Bilingual(
        zh="`{found}` 设置的变量只在这一条 `RUN` 里有效。",
        en="The variable that `{found}` sets only lasts until the end of this `RUN`.",
    ),
    Bilingual(
        zh="改成 `ENV 名称=值`，或者把用到它的命令接在同一条 `RUN` 里。",
        en="Use `ENV NAME=value`, or put the command that needs it into the same `RUN`.",
    ),
)
SOURCED = Message(
    "sourced",
    Bilingual(
        zh="`{found}` 设置的变量（例如 `PATH`）只在这一条 `RUN` 里有效。",
        en="The variables that `{found}` sets, such as `PATH`, only last until the end of this `RUN`.",
    ),
    Bilingual(
        zh="虚拟环境写成 `ENV PATH=/venv/bin:$PATH`，或者把后面的命令用 `&&` 接在同一条 `RUN` 里。",
        en="For a virtual environment write `ENV PATH=/venv/bin:$PATH`, or join the next commands with `&&`.",
    ),
)
UMASK = Message(
    "umask",
    Bilingual(
        zh="`{found}` 只在这一条 `RUN` 里有效。",
        en="`{found}` only lasts until the end of this `RUN`.",
    ),
    Bilingual(
        zh="和创建文件的命令写在同一条 `RUN` 里。",
        en="Put it into the `RUN` that creates the files.",
    ),
)
SERVICE = Message(
    "service",
    Bilingual(
        zh="`{found}` 启动的服务在这一条 `RUN` 结束后就没有了，镜像启动时也不会运行它。",
        en="The service that `{found}` starts ends with this `RUN`, and does not run when the image is started.",
    ),
    Bilingual(
        zh="镜像要运行的程序写在 `ENTRYPOINT` 或 `CMD` 里。",
        en="Write the program that the image runs in `ENTRYPOINT` or `CMD`.",
    ),
)
ARGUMENT = Message(
    "argument",
    Bilingual(
        zh="`ARG {name}` 写在第一个 `FROM` 前面，只有 `FROM` 能用它，这里的 `{name}` 是空的。",
        en="`ARG {name}` in front of the first `FROM` only sets it for `FROM`; here `{name}` is empty.",
    ),
    Bilingual(
        zh="在这个阶段的 `FROM` 后面再写一行 `ARG {name}`，值不用重复。",
        en="Write `ARG {name}`, without the value, after the `FROM` of this stage too.",
    ),
)
REPLACED = Message(
    "replaced",
    Bilingual(
        zh="第 {line} 行又有一个 `{keyword}`，这一个不起作用。",
        en="This `{keyword}` is replaced by the one on line {line}.",
    ),
    Bilingual(zh="只保留一个 `{keyword}`。", en="Keep only one `{keyword}`."),
)

RULE = Rule(
    name="instruction-without-effect",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="不起作用的 Dockerfile 指令", en="Dockerfile instruction without effect"),
    why=Bilingual(
        zh=(
            "每条 `RUN` 都启动一个新的 shell，结束后只留下文件：当前目录、变量和正在运行的程序都会丢失。一个构建"
            "阶段里只有最后一个 `CMD`、`ENTRYPOINT` 和 `HEALTHCHECK` 起作用。"
        ),
        en=(
            "Each `RUN` starts a new shell, of which only the files remain: the current directory, variables and "
            "running programs are lost. Of several `CMD`, `ENTRYPOINT` or `HEALTHCHECK` in a build stage only the "
            "last one counts."
        ),
    ),
    messages=(DIRECTORY, VARIABLE, SOURCED, UMASK, SERVICE, ARGUMENT, REPLACED),
    source="Docker documentation, Dockerfile reference: RUN, CMD, ENTRYPOINT, HEALTHCHECK",
)

_CHANGES_DIRECTORY = frozenset({"cd", "pushd"})
_SETS_VARIABLES = frozenset({"alias", "export"})
_VARIABLES_OF_PROGRAMS = frozenset({"activate", "nvm.sh", "sdkman-init.sh", "env", ".env", ".bashrc", ".profile"})
"""Scripts that only set variables and functions of the shell that reads them."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the command, or at the keyword of the replaced instruction."""
    for dockerfile in project.dockerfiles:
        yield from _lost_arguments(dockerfile) if not dockerfile.problems else ()
        for stage in stages(dockerfile) if not dockerfile.problems else ():
            for at, instruction in enumerate(stage.instructions):
                yield from _lost_state(instruction, stage.instructions[at + 1 :])
            yield from _replaced(stage.instructions)


def _lost_state(instruction: Instruction, later: Sequence[Instruction]) -> Iterator[Finding]:
    script = run_script(instruction) if not instruction.heredocs else None
    if script is None or script.problems or not script.commands:
        return
    commands, last = script.commands, script.commands[-1]
    names = {program_name(command) for command in commands}
    runs_later = any(entry.keyword == "RUN" for entry in later)
    ends_in_directory = _changes_directory(last) and not any(map(_changes_directory, commands[:-1]))
    if ends_in_directory and not last.conditional and runs_later:
        yield RULE.finding(last.text, DIRECTORY, found=last.text)
    elif names <= _SETS_VARIABLES:
        yield RULE.finding(last.text, VARIABLE, found=last.text)
    elif names <= {"umask"} and runs_later:
        yield RULE.finding(last.text, UMASK, found=last.text)
    elif _activates(last) and not last.conditional and runs_later:
        yield RULE.finding(last.text, SOURCED, found=last.text)
    elif all(map(_starts_service, commands)):
        yield RULE.finding(last.text, SERVICE, found=last.text)


def _changes_directory(command: Command) -> bool:
    return program_name(command) in _CHANGES_DIRECTORY


def _activates(command: Command) -> bool:
    """Whether a command only sets variables, as the script `activate` of a virtual environment does."""
    words = [word.value for word in command.words]
    is_source = words[0] in {".", "source"} and len(words) == len((".", "activate"))
    return is_source and words[1].rpartition("/")[2] in _VARIABLES_OF_PROGRAMS


def _starts_service(command: Command) -> bool:
    words = [word.value for word in command.words]
    return words[0] == "service" and words[2:] in (["start"], ["restart"])


def _lost_arguments(dockerfile: Dockerfile) -> Iterator[Finding]:
    """Yields a finding at the first instruction of a stage that reads an `ARG` in front of the first `FROM`."""
    outside = global_arguments(dockerfile)
    bases = [entry.arguments[:1] for entry in dockerfile.instructions if entry.keyword == "FROM"]
    declared: set[str] = set()
    image = ""
    for stage, base in zip(stages(dockerfile) if outside else (), bases, strict=False):
        image = base[0].value if base and stage.base is None else image
        plain = image == "scratch" or image_contents.has_only_path(image)
        for instruction in stage.instructions:
            for name in sorted(_reads(instruction) & outside - declared):
                if plain or not _OF_IMAGES.search(name):
                    yield RULE.finding(instruction.where, ARGUMENT, name=name)
                    declared.add(name)
            if instruction.keyword in {"ARG", "ENV"}:
                declared.update(map(variable_name, instruction.arguments))


_EXPANDED = frozenset({"ADD", "COPY", "ENV", "EXPOSE", "LABEL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"})
"""Instructions in which the executor replaces variables."""

_OF_IMAGES = lazy.pattern(r"VERSION|HOME|PATH|DIR|SHA|URL|USER|LANG")
"""Names of variables that images set themselves."""

_SINGLE_QUOTED = lazy.pattern(r"'[^']*'")


def _reads(instruction: Instruction) -> frozenset[str]:
    """The variables that an instruction certainly reads from its environment, without a default."""
    if instruction.heredocs or "$" not in instruction.text.value:
        return frozenset()
    if instruction.keyword in _EXPANDED:
        return variables_read(_SINGLE_QUOTED.sub("", instruction.text.value))
    script = run_script(instruction)
    if script is None or script.problems or any(program_name(command) == "read" for command in script.commands):
        return frozenset()
    return variables_read(_SINGLE_QUOTED.sub("", instruction.text.value)) - {name.value for name in script.assigned}


def _replaced(instructions: Sequence[Instruction]) -> Iterator[Finding]:
    last: dict[str, Instruction] = {}
    for instruction in reversed(instructions):
        if instruction.keyword not in {"CMD", "ENTRYPOINT", "HEALTHCHECK"}:
            continue
        later = last.setdefault(instruction.keyword, instruction)
        if later is not instruction:
            line = later.where.position().line
            yield RULE.finding(instruction.where, REPLACED, keyword=instruction.keyword, line=line)
