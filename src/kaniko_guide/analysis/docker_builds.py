"""The `docker build` commands of a pipeline: which Dockerfile they build, with which context."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import work_tree
from kaniko_guide.analysis.commands import option_value
from kaniko_guide.data import Data
from kaniko_guide.facts import command_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePosixPath

    from kaniko_guide.facts.command_lines import CountedArguments
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, Script, Word
    from kaniko_guide.text import Text

_BUILD = ("docker", "build")
_COMPOSE = ("docker-compose", "docker")


class DockerBuild(Data, frozen=True):
    """A `docker build`.

    Attributes:
        where: the word that names the Dockerfile, or the context.
        dockerfile, context: their paths relative to the workspace; None if they are not known.
    """

    where: Text
    dockerfile: PurePosixPath | None
    context: PurePosixPath | None


def docker_builds(project: Project) -> Iterator[DockerBuild]:
    """Every `docker build` of a script or a step."""
    for script in project.scripts:
        for command in script.commands:
            if tuple(word.value for word in command.words[:2]) == _BUILD:
                yield _read(project, script, command)


def has_unread_builds(project: Project) -> bool:
    """Whether images are built in a way that is not read: by `docker.build` in Groovy, or by Compose."""
    return any("docker.build" in pipeline.text.value for pipeline in project.jenkinsfiles) or any(
        command.words[0].value == "docker-compose"
        or {"compose", "buildx", "bake"} & {word.value for word in command.words[1:2]}
        for script in project.scripts
        for command in script.commands
        if command.words[0].value in _COMPOSE
    )


def arguments(words: tuple[Word, ...], counted: CountedArguments) -> list[Word] | None:
    """The words that are neither options nor their values; None if an option is unknown."""
    found: list[Word] = []
    skip = False
    for word in words:
        name, equals, _ = word.value.partition("=")
        if skip:
            skip = False
        elif word.value == "-" or not word.value.startswith("-") or (counted.words == ("chmod",) and _is_mode(word)):
            found.append(word)
        elif name in counted.values:
            skip = not equals
        elif not (name in counted.switches or (counted.letters and set(word.value[1:]) <= set(counted.letters))):
            return None
    return found


def _is_mode(word: Word) -> bool:
    return set(word.value[1:]) <= set("rwxXst")


def _read(project: Project, script: Script, command: Command) -> DockerBuild:
    counted = next(entry for entry in command_lines.facts().counted if entry.words == _BUILD)
    words = arguments(command.words[2:], counted)
    unknown = DockerBuild(command.words[1].text, None, None)
    if words is None or len(words) != 1 or not words[0].literal:
        return unknown
    directory = work_tree.directory_at(project, script, command.text)
    context = work_tree.path_in_workspace(words[0].value, directory)
    option = option_value(command.words, "-f", "--file")
    if option is None:
        return DockerBuild(words[0].text, None if context is None else context / "Dockerfile", context)
    word, value = option
    return DockerBuild(word.text, work_tree.path_in_workspace(value, directory) if word.literal else None, context)
