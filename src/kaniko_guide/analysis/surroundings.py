"""What rules ask about the surroundings of a command: its flags, the image it runs in, what ran before it."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from kaniko_guide.facts import images

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import PurePosixPath

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Block, Command, Dockerfile, ExecutorCall, Word
    from kaniko_guide.text import Text

_KUBECTL_VALUED = frozenset(
    {"-n", "--namespace", "-o", "--output", "-c", "--container", "-l", "--selector", "-f", "--filename", "--image"}
    | {"--context", "--kubeconfig", "--tail", "--since", "--timeout", "--cluster", "--user", "--as", "-s", "--server"}
    | {"--docker-server", "--docker-username", "--docker-password", "--docker-email"}
    | {"--from-file", "--from-literal", "--from-env-file", "--type"}
)
"""Flags of kubectl after which the next word is a value."""


def program(command: Command) -> str:
    """The name of a command's program, without its folder."""
    return command.words[0].value.rpartition("/")[2]


def option(words: tuple[Word, ...], *names: str) -> tuple[Word, str] | None:
    """The last option of one of these names.

    Returns:
        The word that holds its value, and the value; None if there is no such option.
    """
    found: tuple[Word, str] | None = None
    for at, word in enumerate(words):
        if word.value == "--":
            break
        name, equals, value = word.value.partition("=")
        if name not in names:
            continue
        if equals:
            found = word, value
        elif at + 1 < len(words):
            found = words[at + 1], words[at + 1].value
    return found


def kubectl_arguments(command: Command) -> tuple[Word, ...]:
    """A kubectl command's words that are neither its flags nor their values, up to `--`: verb, kind, names."""
    arguments: list[Word] = []
    skip = False
    for word in command.words[1:]:
        if word.value == "--":
            break
        if not skip and not word.value.startswith("-"):
            arguments.append(word)
        skip = not skip and word.value in _KUBECTL_VALUED
    return tuple(arguments)


def executor_build(project: Project, call: ExecutorCall) -> str | None:
    """The executor build that runs a command line, as the reader says, else by the image of its container.

    Returns:
        None when it can't be told.
    """
    if project.settings.executor is not None:
        return project.settings.executor
    builds = {None if image is None else images.executor_build(image.value) for image in images_of(project, call)}
    return builds.pop() if len(builds) == 1 else None


def images_of(project: Project, call: ExecutorCall) -> list[Text | None]:
    """The images of the containers that run a command line, None where none is stated.

    Where the pod is not known, those of every container by that name.
    """
    containers = call.containers or project.containers_named(call.container_name)
    return [container.image for container in containers]


def commands(project: Project) -> Iterator[Command]:
    """Every command of every script."""
    for script in project.scripts:
        yield from script.commands


def every(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """A Jenkinsfile's calls and the calls inside them, in the order of the file."""
    for block in blocks:
        yield block
        yield from every(block.children or ())


def covers(pattern: PurePosixPath, file: PurePosixPath) -> bool:
    """Whether a pattern of the Dockerfile names a file, or a folder above it."""
    if len(pattern.parts) > len(file.parts):
        return False
    return all(fnmatchcase(part, wanted) for part, wanted in zip(file.parts, pattern.parts, strict=False))


def before(first: Text, second: Text) -> bool:
    """Whether one text stands before another in the same file."""
    return first.source == second.source and first.origin(0) < second.origin(0)


def context_sources(dockerfile: Dockerfile) -> Iterator[Word]:
    """The sources that a Dockerfile's `COPY` and `ADD` take from the build context, where they can be told."""
    for instruction in dockerfile.instructions:
        if instruction.keyword not in {"COPY", "ADD"} or instruction.heredocs:
            continue
        if any(flag.value.startswith("--from=") for flag in instruction.flags):
            continue
        for word in instruction.arguments[:-1]:
            if "$" not in word.value and "://" not in word.value and not word.value.startswith("git@"):
                yield word
