"""The images that the `docker` commands of pipelines and scripts name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.docker_builds import arguments
from kaniko_guide.analysis.environment_constants import constant_variables, with_constants
from kaniko_guide.data import Data
from kaniko_guide.facts import command_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.facts.command_lines import CountedArguments
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, Script, Word
    from kaniko_guide.text import Text

_TAG_FLAGS = frozenset({"-t", "--tag"})


class NamedImage(Data, frozen=True):
    """An image that a command names.

    Attributes:
        where: the characters that name it.
        value: its name, with the constants of the pipeline's `environment`; other variables are kept.
        subcommand: of `docker`.
        makes: whether the command makes the image, or another name of it.
        script: the script of the command.
    """

    where: Text
    value: str
    subcommand: str
    makes: bool
    script: Script


def named_by_docker(project: Project) -> Iterator[NamedImage]:
    """The images that `docker build`, `tag`, `push`, `pull` and `run` name."""
    constants = {pipeline.text.source.path: constant_variables(pipeline) for pipeline in project.jenkinsfiles}
    for script in project.scripts:
        known = constants.get(script.text.source.path, {}) if script.step is not None else {}
        for command in script.commands:
            subcommand = command.words[1].value if len(command.words) > 1 else ""
            if command.words[0].value == "docker":
                for word, value, makes in _images(command, subcommand):
                    yield NamedImage(word.text, with_constants(value, known), subcommand, makes, script)


def _images(command: Command, subcommand: str) -> Iterator[tuple[Word, str, bool]]:
    """The words that contain an image's name, the name, and whether the command makes it."""
    counted = next((entry for entry in command_lines.facts().counted if entry.words == ("docker", subcommand)), None)
    if counted is None:
        return
    words = command.words[2:]
    if subcommand == "build":
        yield from ((word, value, True) for word, value in _tags(words))
    elif subcommand == "run":
        image = _first_argument(words, counted)
        if image is not None:
            yield image, image.value, False
    else:
        found = arguments(words, counted)
        if found is not None and len(found) == counted.least:
            for at, word in enumerate(found):
                yield word, word.value, subcommand == "pull" or at == 1


def _tags(words: tuple[Word, ...]) -> Iterator[tuple[Word, str]]:
    for at, word in enumerate(words):
        name, equals, value = word.value.partition("=")
        if name in _TAG_FLAGS and equals:
            yield word, value
        elif name in _TAG_FLAGS and at + 1 < len(words):
            yield words[at + 1], words[at + 1].value


def _first_argument(words: tuple[Word, ...], counted: CountedArguments) -> Word | None:
    """The first word that is neither an option nor the value of one; None if an option is unknown."""
    skip = False
    for word in words:
        name, equals, _ = word.value.partition("=")
        is_switch = name in counted.switches or set(word.value[1:]) <= set(counted.letters)
        if skip:
            skip = False
        elif not word.value.startswith("-"):
            return word
        elif name in counted.values:
            skip = not equals
        elif not is_switch:
            return None
    return None
