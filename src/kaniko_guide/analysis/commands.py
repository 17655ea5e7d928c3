"""Queries on shell commands: program, option values, positional arguments of kubectl, order."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, Word
    from kaniko_guide.text import Text

_KUBECTL_FLAGS_WITH_VALUE = frozenset(
    {"-n", "--namespace", "-o", "--output", "-c", "--container", "-l", "--selector", "-f", "--filename", "--image"}
    | {"--context", "--kubeconfig", "--tail", "--since", "--timeout", "--cluster", "--user", "--as", "-s", "--server"}
    | {"--docker-server", "--docker-username", "--docker-password", "--docker-email"}
    | {"--from-file", "--from-literal", "--from-env-file", "--type"}
)
"""kubectl flags whose value is the next word."""


def program_name(command: Command) -> str:
    """The name of a command's program, without its directory."""
    return command.words[0].value.rpartition("/")[2]


def option_value(words: tuple[Word, ...], *names: str) -> tuple[Word, str] | None:
    """The value of the last option that has one of these names, as `--name=value` or `--name value`.

    Returns:
        The word that contains the value, and the value; None if there is no such option.
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
    """The positional arguments of a kubectl command, up to `--`: verb, kind, names."""
    arguments: list[Word] = []
    skip = False
    for word in command.words[1:]:
        if word.value == "--":
            break
        if not skip and not word.value.startswith("-"):
            arguments.append(word)
        skip = not skip and word.value in _KUBECTL_FLAGS_WITH_VALUE
    return tuple(arguments)


def all_commands(project: Project) -> Iterator[Command]:
    """Every command of every shell script of a project."""
    for script in project.scripts:
        yield from script.commands


def is_before(first: Text, second: Text) -> bool:
    """Whether a text is in the same file as another and starts before it."""
    return first.source == second.source and first.origin(0) < second.origin(0)
