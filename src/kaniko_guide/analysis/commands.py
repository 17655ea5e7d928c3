"""What rules ask about shell commands: the program, its options, kubectl's arguments, which comes first."""

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
"""Flags of kubectl after which the next word is a value."""


def program_name(command: Command) -> str:
    """The name of a command's program, without its folder."""
    return command.words[0].value.rpartition("/")[2]


def option_value(words: tuple[Word, ...], *names: str) -> tuple[Word, str] | None:
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
        skip = not skip and word.value in _KUBECTL_FLAGS_WITH_VALUE
    return tuple(arguments)


def all_commands(project: Project) -> Iterator[Command]:
    """Every command of every script."""
    for script in project.scripts:
        yield from script.commands


def is_before(first: Text, second: Text) -> bool:
    """Whether one text stands before another in the same file."""
    return first.source == second.source and first.origin(0) < second.origin(0)
