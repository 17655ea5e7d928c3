"""Scripts that `npm run NAME` starts and the `package.json` of its directory does not have."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis import work_tree
from kaniko_guide.analysis.build_stages import run_script, stages
from kaniko_guide.analysis.commands import all_commands, program_name
from kaniko_guide.analysis.groovy_variables import may_define_anything
from kaniko_guide.data import Data
from kaniko_guide.project import packages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kaniko_guide.analysis.build_stages import BuildStage
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, Dockerfile, Instruction, Word


class MissingScript(Data, frozen=True, eq=False):
    """A script that does not exist.

    Attributes:
        command: the command that runs it.
        word: its name.
        path: the `package.json` that npm uses.
    """

    command: Command
    word: Word
    path: PurePosixPath


def missing_scripts(project: Project) -> Iterator[MissingScript]:
    """Each script that a step or a `RUN` starts and that certainly does not exist."""
    if not project.npm_scripts or not project.has_all_files:
        return
    yield from _of_steps(project)
    own = [path for path in project.files if path.name == packages.FILE]
    if len(own) == 1 and own[0] in project.npm_scripts and not _is_changed(project, []):
        for dockerfile in project.dockerfiles:
            place = work_tree.relative_path(project, dockerfile.text.source).parent
            if not dockerfile.problems and own[0].parent in {place, PurePosixPath()}:
                yield from _of_image(project, dockerfile, own[0])


def _of_image(project: Project, dockerfile: Dockerfile, path: PurePosixPath) -> Iterator[MissingScript]:
    for stage in stages(dockerfile):
        for command in _commands_in_a_copy(stage):
            word = _script_of(command)
            if word is not None and word.value not in project.npm_scripts[path]:
                yield MissingScript(command, word, path)


def _of_steps(project: Project) -> Iterator[MissingScript]:
    found: list[MissingScript] = []
    for script in project.scripts:
        for command in script.commands if script.step is not None else ():
            word = _script_of(command)
            directory = work_tree.directory_at(project, script, command.text) if word is not None else None
            path = None if directory is None else _package_above(project, directory)
            if word is not None and path is not None and word.value not in project.npm_scripts[path]:
                found.append(MissingScript(command, word, path))
    if found and not _is_changed(project, [entry.command for entry in found]):
        yield from found


_NAME = lazy.pattern(r"\w[\w:.-]*")
_BUILT_IN = frozenset({"env", "restart", "start"})
"""Scripts that need no entry (npm Docs, npm run: `env`; npm start: `server.js`; npm restart: stop and start)."""

_OTHER_PACKAGE = ("--prefix", "-C", "--workspace", "-w", "--if-present", "--include-workspace-root")
"""Beginnings of options with which npm runs the script elsewhere, or does not need it."""


def _script_of(command: Command) -> Word | None:
    """The script that `npm run NAME` or `npm test` runs in the current directory."""
    values = [word.value for word in command.words]
    if values[0] != "npm" or any(value.startswith(_OTHER_PACKAGE) for value in values[1:]):
        return None
    if values[1:2] == ["test"]:
        return command.words[1]
    is_run = len(values) > len(("npm", "run")) and values[1] in {"run", "run-script"}
    word = command.words[2] if is_run and values[2] not in _BUILT_IN else None
    return word if word is not None and word.literal and _NAME.fullmatch(word.value) else None


def _package_above(project: Project, directory: PurePosixPath) -> PurePosixPath | None:
    """The `package.json` that npm uses in a directory, if its scripts are known."""
    places = [place / packages.FILE for place in (directory, *directory.parents)]
    first = next((path for path in places if path in project.files), None)
    return first if first in project.npm_scripts else None


def _is_changed(project: Project, ignored: Sequence[Command]) -> bool:
    """Whether a step may write `package.json`, or other files than those of the project are there."""
    commands = list(all_commands(project))
    lines = [" ".join(word.value for word in command.words[:2]) for command in commands]
    others = [command for command in commands if command.words[0].value in _KEEP_PACKAGES]
    return (
        packages.FILE in work_tree.named_paths(project)
        or any(map(may_define_anything, project.jenkinsfiles))
        or any(_CHANGES.fullmatch(line) for line in lines)
        or work_tree.may_add_unknown_files(project, ignored=[*ignored, *others])
    )


_KEEP_PACKAGES = frozenset({"buildah", "cargo", "dotnet", "go", "gradle", "podman"})
"""Programs that create files, but no `package.json`."""

_CHANGES = lazy.pattern(r"npm (?:init|create|pkg|set-script)")


def _commands_in_a_copy(stage: BuildStage) -> Iterator[Command]:
    """The commands that a stage certainly runs beside the `package.json` of the build context."""
    is_there, directory = False, ""
    for instruction in stage.instructions if stage.base is None else ():
        words = [word.value for word in instruction.arguments]
        if instruction.keyword == "WORKDIR":
            is_there, directory = is_there and words == [directory], words[0] if words else ""
        elif instruction.keyword in {"COPY", "ADD"}:
            if _may_bring_another(instruction):
                return
            is_there |= words[-1:] in (["."], ["./"], [directory], [f"{directory}/"]) and any(
                PurePosixPath(word).name in _BRING_PACKAGE for word in words[:-1]
            )
        elif instruction.keyword == "RUN":
            script = run_script(instruction)
            if script is None or instruction.heredocs or any(map(_may_write_package, script.commands)):
                return
            yield from (command for command in script.commands if is_there)


_BRING_PACKAGE = frozenset({"", "package.json", "package*.json"})


def _may_bring_another(instruction: Instruction) -> bool:
    """Whether a `COPY` or `ADD` may bring another `package.json` than that of the build context."""
    sources = [word.value.rstrip("/") for word in instruction.arguments[:-1]]
    is_of_stage = any("from=" in flag.value for flag in instruction.flags)
    brings_others = is_of_stage and not all(source.endswith("node_modules") for source in sources)
    return bool(instruction.heredocs) or brings_others or any("://" in source for source in sources)


def _may_write_package(command: Command) -> bool:
    """Whether a command of a `RUN` may change `package.json`, or goes to another directory."""
    values = [word.value for word in command.words]
    return (
        any(packages.FILE in value for value in values)
        or program_name(command) in _WRITE_FILES
        or _CHANGES.fullmatch(" ".join(values[:2])) is not None
    )


_WRITE_FILES = frozenset(
    {"cd", "cp", "curl", "git", "make", "mv", "node", "npx", "pushd", "sh", "tar", "unzip", "wget"}
)
"""Programs that may bring a `package.json`, or go to another directory."""
