"""Queries on shell commands: program, option values, positional arguments of kubectl, order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import lazy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, Word
    from kaniko_guide.text import Text

_KUBECTL_FLAGS_WITH_VALUE = frozenset(
    {"-n", "--namespace", "-o", "--output", "-c", "--container", "-l", "--selector", "-f", "--filename", "--image"}
    | {"--context", "--kubeconfig", "--tail", "--since", "--timeout", "--cluster", "--user", "--as", "-s", "--server"}
    | {"--docker-server", "--docker-username", "--docker-password", "--docker-email"}
    | {"--from-file", "--from-literal", "--from-env-file", "--type", "-k", "--kustomize"}
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


def expanded_names(text: Text) -> Iterator[Text]:
    """Each `$NAME` and `${NAME}` that the shell expands in a word; not those in single quotes or after a backslash."""
    return (found for found, _ in expansions(text) if found.value[2:-1].isidentifier() or found.value[1] != "{")


def expansions(text: Text) -> Iterator[tuple[Text, str]]:
    """As `expanded_names`, with those that need a value (`${NAME%%-*}`, `${#NAME}`, not `${NAME:-a}`), and the name."""
    value, at, quote = text.value, 0, ""
    while at < len(value):
        character = value[at]
        if character == "\\" and quote != "'":
            at += 2
            continue
        if character in "'\"" and quote in {"", character}:
            quote = "" if quote else character
        elif character == "$" and quote != "'":
            found = _EXPANSION.match(value, at)
            if found is not None:
                yield text.cut(at, found.end()), found[1] or found[2] or found[3]
                at = found.end()
                continue
        at += 1


_EXPANSION = lazy.pattern(
    r"\$(?:\{#([A-Za-z_][A-Za-z_0-9]*)\}|\{([A-Za-z_][A-Za-z_0-9]*)(?:[%#/^,][^{}$'\"]*|:[0-9][^{}$'\"]*)?\}"
    r"|([A-Za-z_][A-Za-z_0-9]*))"
)


def redirected_placeholders(command: Command) -> Iterator[Text]:
    """Each `pod-name` of `<pod-name>`, which the shell reads as `< pod-name` and `>`."""
    for entry in command.redirections:
        target = entry.target.text
        start = target.origin(0) - 1
        written = target.source.text[start : start + len(target) + 2]
        if entry.operator == "<" and written == f"<{target.value}>":
            yield target


def all_words(command: Command) -> tuple[Word, ...]:
    """The words of a command and the targets of its redirections."""
    return (*command.words, *(redirection.target for redirection in command.redirections))
