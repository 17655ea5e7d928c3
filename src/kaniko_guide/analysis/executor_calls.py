"""What rules ask about command lines of the executor: which release runs one, is a flag on, are all its flags known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.facts import images

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import ExecutorCall
    from kaniko_guide.text import Text

_TRUE = frozenset({"1", "t", "T", "true", "TRUE", "True"})
_FALSE = frozenset({"0", "f", "F", "false", "FALSE", "False"})
"""What Go's strconv.ParseBool takes, by which the executor reads its switches."""

_EXPANSION_MARKS = ("$", "`", "{{")


def build_calls(project: Project) -> Iterator[ExecutorCall]:
    """The calls that build an image: those without a subcommand that do not merely print the usage."""
    for call in project.executor_calls:
        if call.subcommand is None and call.flag("--help", "-h") is None:
            yield call


def is_constant(value: str) -> bool:
    """Whether a value is the same in every run: no variable, no command, no template."""
    return not any(mark in value for mark in _EXPANSION_MARKS)


def is_boolean(value: str) -> bool:
    """Whether a value is one that a switch takes."""
    return value in _TRUE | _FALSE


def all_flags_known(call: ExecutorCall) -> bool:
    """Whether all its flags can be seen: no word is a variable that may hold further ones."""
    words = [word.value for word in call.positionals] + [flag.name for flag in call.flags]
    return all(is_constant(word) for word in words)


def is_enabled(call: ExecutorCall, name: str) -> bool | None:
    """Whether a switch is on.

    Returns:
        False when it is not given, None when its value can't be told.
    """
    flag = call.flag(name)
    if flag is None or flag.value in _FALSE:
        return False
    return True if flag.value is None or flag.value in _TRUE else None


def executor_release(project: Project, call: ExecutorCall) -> str | None:
    """The executor build that runs a command line, as the reader says, else by the image of its container.

    Returns:
        None when it can't be told.
    """
    if project.settings.executor is not None:
        return project.settings.executor
    builds = {
        None if image is None else images.executor_release(image.value) for image in container_images(project, call)
    }
    return builds.pop() if len(builds) == 1 else None


def container_images(project: Project, call: ExecutorCall) -> list[Text | None]:
    """The images of the containers that may run a command line, None where none is stated; see `containers_of`."""
    containers = call.containers if call.step is None else project.containers_of(call.step)
    return [container.image for container in containers]
