"""Parses executor calls in scripts and pods; flags are parsed as the executor's own parser (pflag) does."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from kaniko_guide.facts import executors, images
from kaniko_guide.sources import shell, yaml_tree
from kaniko_guide.sources.model import ExecutorCall, Flag, Word

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kaniko_guide.sources.model import Command, Container, Pod, Script
    from kaniko_guide.text import Text

_WRAPPERS = frozenset({"exec", "time", "command", "nohup", "!"})
"""Programs that run the words after them as a command."""

_EXECUTOR_FLAGS = frozenset({"--context", "-c", "--destination", "-d", "--dockerfile", "-f", "--no-push"})
"""Flags by which the executor is recognized in an image that only has kaniko in its name, or without its path."""


def calls_in_script(script: Script) -> tuple[ExecutorCall, ...]:
    """The executor calls in a script, including those inside `sh -c '…'`."""
    return tuple(_calls_in_script(script, script.step.containers if script.step is not None else ()))


def calls_in_pod(pod: Pod) -> tuple[ExecutorCall, ...]:
    """The executor calls in a pod: of containers whose image starts the executor, or whose `command` does."""
    return tuple(call for container in pod.containers for call in calls_in_container(container))


def _calls_in_script(script: Script, containers: tuple[Container, ...]) -> Iterator[ExecutorCall]:
    for command in script.commands:
        words = _without_wrappers(command)
        if not words:
            continue
        nested = _nested_script(words)
        if nested is not None:
            yield from _calls_in_script(shell.read(nested, script.step), containers)
        elif words[0].value.endswith("/kaniko/executor") or (
            words[0].value == "executor" and _has_executor_flag(words)
        ):
            yield _parse_call(words[0], words[1:], script, containers)


def _without_wrappers(command: Command) -> Sequence[Word]:
    """The words of a command, from the program that the wrappers (`exec`, `env A=b` …) run."""
    words = command.words
    at = 0
    while at < len(words):
        program = words[at].value
        if program in _WRAPPERS:
            at += 1
        elif program == "env":
            at += 1
            while at < len(words) and "=" in words[at].value and not words[at].value.startswith("-"):
                at += 1
        else:
            break
    return words[at:]


def _nested_script(words: Sequence[Word]) -> Text | None:
    """The script of `sh -c '…'`; None for any other command."""
    if words[0].value.rpartition("/")[2] not in shell.SHELLS:
        return None
    for flag, script in pairwise(words[1:]):
        if flag.value.startswith("-") and flag.value.endswith("c"):
            return shell.quoted_content(script)
    return None


def calls_in_container(container: Container) -> Iterator[ExecutorCall]:
    """The executor calls of one container."""
    command = [_container_word(text) for text in container.command or ()]
    arguments = [_container_word(text) for text in container.args or ()]
    if not command:
        image = container.image.value if container.image is not None else ""
        if arguments and (_starts_executor(image, arguments) or _is_named_executor(container, arguments)):
            yield _parse_call(None, arguments, None, (container,))
    elif command[0].value.endswith("/kaniko/executor"):
        yield _parse_call(command[0], [*command[1:], *arguments], None, (container,))
    elif (script := script_of_container(container)) is not None:
        yield from _calls_in_script(script, (container,))


def script_of_container(container: Container) -> Script | None:
    """The script that a container runs by `sh -c`; None if it runs another program."""
    words = [*(container.command or ()), *(container.args or ())]
    runs_shell = bool(container.command) and words[0].value.rpartition("/")[2] in shell.SHELLS
    if not runs_shell or len(words) < 3 or not words[1].value.startswith("-") or not words[1].value.endswith("c"):  # noqa: PLR2004
        return None
    return shell.read(words[2])


def _starts_executor(image: str, arguments: Sequence[Word]) -> bool:
    """Whether a container without `command` runs the executor with these arguments."""
    found = images.executor_image(image)
    if found is None or (found.variant is not None and found.variant.name == "warmer"):
        return False
    return found.publisher is not None or _has_executor_flag(arguments)


def _is_named_executor(container: Container, arguments: Sequence[Word]) -> bool:
    """Whether a container whose image is filled in later has the name and a flag of the executor."""
    image, name = container.image, container.name
    if image is None or name is None or not yaml_tree.has_placeholder(image.value):
        return False
    return "kaniko" in name.value and _has_executor_flag(arguments)


def _has_executor_flag(words: Iterable[Word]) -> bool:
    return any(word.value.partition("=")[0] in _EXECUTOR_FLAGS for word in words)


def _container_word(text: Text) -> Word:
    return Word(text, text.value, literal="$(" not in text.value)


def _parse_call(
    program: Word | None, words: Sequence[Word], script: Script | None, containers: tuple[Container, ...]
) -> ExecutorCall:
    command_line = tuple(words) if program is None else (program, *words)
    flags: list[Flag] = []
    positionals: list[Word] = []
    at = 0
    while at < len(words):
        word = words[at]
        at += 1
        if word.value == "--":
            positionals += words[at:]
            break
        if not word.value.startswith("-") or word.value == "-":
            positionals.append(word)
            continue
        next_word = words[at] if at < len(words) else None
        flag, next_is_value = (_parse_long_flag if word.value.startswith("--") else _parse_short_flag)(word, next_word)
        flags.append(flag)
        at += next_is_value
    subcommand = next((word.value for word in positionals if word.value in executors.subcommands()), None)
    if subcommand is not None:
        positionals = [word for word in positionals if word.value != subcommand]
    return ExecutorCall(
        command_line[0].text, tuple(flags), tuple(positionals), subcommand, script, containers, command_line
    )


def _parse_long_flag(word: Word, next_word: Word | None) -> tuple[Flag, bool]:
    """A flag that starts with `--`, and whether the next word is its value."""
    name, equals, value = word.value.partition("=")
    if equals:
        return Flag(name, word.text, value, _text_after(word.text, "=")), False
    if executors.takes_value(name) and next_word is not None:
        return Flag(name, word.text, next_word.value, next_word.text), True
    return Flag(name, word.text, None, None), False


def _parse_short_flag(word: Word, next_word: Word | None) -> tuple[Flag, bool]:
    """A flag that starts with a single `-`, and whether the next word is its value."""
    name, rest = word.value[:2], word.value[2:]
    if rest:
        return Flag(name, word.text, rest.removeprefix("="), word.text), False
    if executors.takes_value(name) and next_word is not None:
        return Flag(name, word.text, next_word.value, next_word.text), True
    return Flag(name, word.text, None, None), False


def _text_after(text: Text, mark: str) -> Text:
    return text.cut(text.value.find(mark) + 1)
