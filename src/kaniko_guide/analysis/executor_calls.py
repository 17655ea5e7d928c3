"""Queries on executor calls: which release runs one, whether a boolean flag is set, whether all flags are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.environment_constants import constant_variables, shell_constants, with_constants
from kaniko_guide.facts import images

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import ExecutorCall
    from kaniko_guide.text import Text

_TRUE = frozenset({"1", "t", "T", "true", "TRUE", "True"})
_FALSE = frozenset({"0", "f", "F", "false", "FALSE", "False"})
"""The values that Go's `strconv.ParseBool`, which parses the executor's boolean flags, accepts."""

BOOLEAN_WORDS = {"yes": "true", "on": "true", "no": "false", "off": "false"}
"""Words that mean a boolean in other programs, and the value that the executor accepts for it."""

LOSSY_VALUES = frozenset({("--snapshot-mode", "time"), ("--snapshotMode", "time")})
"""Flags with a value that they accept, but with which the image is wrong."""

_EXPANSION_MARKS = ("$", "`", "{{")
"""What a variable, a command substitution or a template begins with."""


def build_calls(project: Project) -> Iterator[ExecutorCall]:
    """The executor calls that build an image: those without a subcommand and without `--help`."""
    for call in project.executor_calls:
        if call.subcommand is None and call.flag("--help", "-h") is None:
            yield call


def all_calls(project: Project) -> Iterator[ExecutorCall]:
    """Every executor call, also of other systems."""
    yield from project.executor_calls
    yield from project.other_calls


def is_constant(value: str) -> bool:
    """Whether a value is the same in every run: it has no variable, command substitution or template."""
    return not any(mark in value for mark in _EXPANSION_MARKS)


def is_boolean(value: str) -> bool:
    """Whether a boolean flag of the executor accepts a value."""
    return value in _TRUE | _FALSE


def is_false(value: str) -> bool:
    """Whether a value turns a boolean flag or variable of the executor off."""
    return value in _FALSE


def all_flags_known(call: ExecutorCall) -> bool:
    """Whether all flags of a call are known: no word is a variable that may contain more flags."""
    words = [word.value for word in call.positionals] + [flag.name for flag in call.flags]
    return all(is_constant(word) for word in words)


def has_syntax_error(call: ExecutorCall) -> bool:
    """Whether the script has a syntax error, so that the end of a word may be wrong."""
    return call.script is not None and bool(call.script.problems)


def is_enabled(call: ExecutorCall, name: str) -> bool | None:
    """Whether a boolean flag of a call is set to true.

    Returns:
        False if the flag is missing; None if its value is unknown or invalid.
    """
    flag = call.flag(name)
    if flag is None or flag.value in _FALSE:
        return False
    return True if flag.value is None or flag.value in _TRUE else None


def with_known_values(project: Project, call: ExecutorCall, value: str) -> str:
    """A flag's value with the variables of the environment and of the script replaced that never change."""
    if "$" not in value or call.script is None:
        return value
    pipeline = None if call.step is None else project.jenkinsfile_of(call.script.text)
    outside = {} if pipeline is None else constant_variables(pipeline)
    inside = {name: with_constants(text, outside) for name, text in shell_constants(call.script).items()}
    return with_constants(value, {**outside, **inside})


def destinations(project: Project, call: ExecutorCall) -> list[str]:
    """The destinations of a call; only the variables that never change are replaced by their values."""
    values = (flag.value or "" for flag in call.flags if flag.name in {"--destination", "-d"})
    return [with_known_values(project, call, value) for value in values]


def destination_registries(project: Project, call: ExecutorCall) -> list[str | None]:
    """The registry of each destination of a call, None where it is unknown."""
    return [images.registry(value) for value in destinations(project, call)]


def executor_release(project: Project, call: ExecutorCall) -> str | None:
    """The executor release that runs a call: the one the user names, else that of the container's image.

    Returns:
        A release such as `google-v1.24.0`; None if it is unknown or the possible containers differ.
    """
    if project.settings.executor is not None:
        return project.settings.executor
    releases = {
        None if image is None else images.executor_release(image.value) for image in container_images(project, call)
    }
    return releases.pop() if len(releases) == 1 else None


def may_precede_1_0(project: Project, call: ExecutorCall) -> bool:
    """Whether an executor older than 1.0 may run a call, whose flags and errors may differ from the described ones."""
    if project.settings.executor is not None:
        return False
    found = container_images(project, call)
    return any(image is not None and images.may_precede_1_0(image.value) for image in found)


def container_images(project: Project, call: ExecutorCall) -> list[Text | None]:
    """The image of each container that may run a call, None where it has no `image`; see `Project.containers_of`."""
    containers = call.containers if call.step is None else project.containers_of(call.step)
    return [container.image for container in containers]
