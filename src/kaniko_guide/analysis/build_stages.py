"""The build stages of a Dockerfile, and features whose effect depends on earlier instructions or other stages."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide.analysis.commands import program_name
from kaniko_guide.facts import images
from kaniko_guide.sources import shell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.sources.model import Command, Dockerfile, Instruction, Script, Word
    from kaniko_guide.text import Text

_PLATFORM_ARGUMENTS = frozenset({"TARGETPLATFORM", "TARGETARCH", "TARGETOS", "BUILDPLATFORM"})
_ROOT_USERS = frozenset({"root", "0"})
_QUOTES = frozenset("'\"")
_WORDS_WITH_NAME = 3
"""The number of arguments of `FROM image AS name`."""


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """Options of a project's executor calls that change how a Dockerfile is built.

    Attributes:
        arguments: the names of all `--build-arg` values.
        platforms: the values of all `--custom-platform` flags.
    """

    arguments: frozenset[str]
    platforms: frozenset[str]


@dataclass(eq=False)
class BuildStage:
    """A build stage of a Dockerfile.

    Attributes:
        names: the names by which other stages refer to it: its number and, in lower case, its name.
        base: the stage that its `FROM` names; None if that is an image.
        instructions: those after its `FROM`.
    """

    names: tuple[str, ...]
    base: BuildStage | None
    instructions: list[Instruction] = field(default_factory=list)

    def ancestry(self) -> Iterator[BuildStage]:
        """This stage, its base stage, the base of that, and so on."""
        stage: BuildStage | None = self
        while stage is not None:
            yield stage
            stage = stage.base

    def declarations(self, *keywords: str) -> Iterator[Word]:
        """The arguments of all instructions with these keywords (`ARG`, `ENV`) in this stage and its base stages."""
        for stage in self.ancestry():
            for instruction in stage.instructions:
                if instruction.keyword in keywords:
                    yield from instruction.arguments


def stages(dockerfile: Dockerfile) -> list[BuildStage]:
    """The build stages of a Dockerfile, in order."""
    found: list[BuildStage] = []
    for instruction in dockerfile.instructions:
        if instruction.keyword == "FROM":
            words = [word.value for word in instruction.arguments]
            base = next((stage for stage in reversed(found) if words and words[0].lower() in stage.names), None)
            name = words[2].lower() if len(words) == _WORDS_WITH_NAME else ""
            found.append(BuildStage((str(len(found)), *filter(None, [name])), base))
        elif found:
            found[-1].instructions.append(instruction)
    return found


def base_registries(dockerfile: Dockerfile) -> Iterator[str]:
    """The registries that the images in the `FROM`s of a Dockerfile are pulled from, without unknown ones."""
    for stage, instruction in zip(stages(dockerfile), _from_instructions(dockerfile), strict=True):
        image = instruction.arguments[0].value if instruction.arguments else ""
        host = images.registry(image)
        if image and stage.base is None and image.lower() != "scratch" and host is not None:
            yield host


def _from_instructions(dockerfile: Dockerfile) -> Iterator[Instruction]:
    return (instruction for instruction in dockerfile.instructions if instruction.keyword == "FROM")


def order_dependent_features(dockerfile: Dockerfile, options: BuildOptions) -> Iterator[tuple[str, Text]]:
    """Find the features of a Dockerfile whose effect depends on earlier instructions or on another stage.

    Args:
        dockerfile: the Dockerfile.
        options: what the executor's command lines set.

    Yields:
        The feature's key in `facts/dockerfile_features.yml`, and the characters that use it.
    """
    earlier: list[BuildStage] = []
    for stage in stages(dockerfile):
        yield from _platform_arguments_without_default(stage, options)
        yield from _arguments_after_variables(stage, options)
        yield from _arguments_of_other_stages(stage, earlier, options)
        yield from _writes_into_volumes(stage)
        yield from _user_dependent_instructions(stage)
        yield from _copied_heredocs(stage)
        yield from _lost_capabilities(stage, earlier)
        earlier.append(stage)


def expanded_variables(text: str) -> Iterator[str]:
    """The names of the variables that a text expands with `$NAME` or `${NAME…}`, unless the `$` is escaped."""
    before, *after = text.split("$")
    for part in after:
        rest = part.removeprefix("{")
        end = next((at for at, char in enumerate(rest) if not (char.isalnum() or char == "_")), len(rest))
        if end and not before.endswith("\\"):
            yield rest[:end]
        before = part


def _platform_arguments_without_default(stage: BuildStage, options: BuildOptions) -> Iterator[tuple[str, Text]]:
    """Platform arguments that a stage declares without a value and later reads without a default."""
    declared: dict[str, Text] = {}
    for instruction in stage.instructions:
        for name in [name for name in declared if _reads_variable(instruction.text.value, name)]:
            yield "platform-argument", declared.pop(name)
        if instruction.keyword == "ARG":
            not_passed = _PLATFORM_ARGUMENTS - options.arguments
            declared |= {word.value: word.text for word in instruction.arguments if word.value in not_passed}


def _reads_variable(text: str, name: str) -> bool:
    return f"${{{name}}}" in text or (f"${name}" in text and name in expanded_variables(text.replace("${", " ")))


def _arguments_after_variables(stage: BuildStage, options: BuildOptions) -> Iterator[tuple[str, Text]]:
    """`ARG`s that the command line sets although an earlier `ENV` of the stage has the same name."""
    variables: set[str] = set()
    for instruction in stage.instructions:
        if instruction.keyword == "ENV":
            variables.update(map(_variable_name, instruction.arguments))
        elif instruction.keyword == "ARG":
            set_twice = variables & options.arguments
            yield from (
                ("arg-after-env", word.text) for word in instruction.arguments if _variable_name(word) in set_twice
            )


def _variable_name(word: Word) -> str:
    return word.value.partition("=")[0]


def _arguments_of_other_stages(
    stage: BuildStage, earlier: list[BuildStage], options: BuildOptions
) -> Iterator[tuple[str, Text]]:
    """`RUN`s that read an `ARG` with a value that only an unrelated earlier stage declares."""
    own = set(map(_variable_name, stage.declarations("ARG", "ENV")))
    ancestry = set(stage.ancestry())
    foreign = {
        _variable_name(word)
        for other in earlier
        if other not in ancestry
        for word in other.declarations("ARG")
        if "=" in word.value or word.value in options.arguments
    }
    for name in sorted(foreign - own):
        for instruction in stage.instructions:
            if instruction.keyword != "RUN" or instruction.json or not _reads_variable(instruction.text.value, name):
                continue
            script = _run_script(instruction)
            if script is not None and name not in {assigned.value for assigned in script.assigned}:
                yield "arg-other-stage", instruction.where
                break


def _writes_into_volumes(stage: BuildStage) -> Iterator[tuple[str, Text]]:
    """Paths that a `RUN` writes in a directory that an earlier `VOLUME` of the stage declares."""
    volumes: list[str] = []
    for instruction in stage.instructions:
        if instruction.keyword == "VOLUME":
            volumes += [f"{word.value.rstrip('/')}/" for word in instruction.arguments if word.value.startswith("/")]
        elif volumes:
            for command in _run_commands(instruction):
                yield from (
                    ("volume-write", word.text)
                    for word in _written_paths(command)
                    if word.value.startswith(tuple(volumes))
                )


def _run_script(instruction: Instruction) -> Script | None:
    """The shell script of a `RUN`; None for other instructions and for the JSON form, which has no shell."""
    if instruction.keyword != "RUN" or instruction.json or not instruction.arguments:
        return None
    start = instruction.arguments[0].text.origin(0) - instruction.text.origin(0)
    return shell.read(instruction.text.cut(start))


def _run_commands(instruction: Instruction) -> tuple[Command, ...]:
    script = _run_script(instruction)
    return () if script is None else script.commands


def _written_paths(command: Command) -> Iterator[Word]:
    """The arguments of a command that name files or directories that it writes."""
    words = [word for word in command.words[1:] if not word.value.startswith("-")]
    if program_name(command) in {"mkdir", "touch"}:
        yield from words
    elif program_name(command) in {"cp", "mv"} and len(words) > 1:
        yield words[-1]
    yield from (redirection.target for redirection in command.redirections if ">" in redirection.operator)


def _user_dependent_instructions(stage: BuildStage) -> Iterator[tuple[str, Text]]:
    """`USER`s with a group before a `RUN`, and `COPY`s without `--chown` after a `USER` other than root."""
    group: Word | None = None
    user = ""
    for instruction in stage.instructions:
        if instruction.keyword == "USER" and instruction.arguments:
            word = instruction.arguments[0]
            user, _, group_name = word.value.partition(":")
            group = word if group_name not in {"", user} and "$" not in word.value else None
        elif instruction.keyword == "RUN" and group is not None:
            yield "user-group", group.text
            group = None
        elif instruction.keyword == "COPY" and user not in {"", *_ROOT_USERS} and "$" not in user:
            flags = [flag.value for flag in instruction.flags]
            if not instruction.heredocs and not any(flag.startswith(("--chown=", "--from=")) for flag in flags):
                yield "copy-after-user", instruction.where


def _copied_heredocs(stage: BuildStage) -> Iterator[tuple[str, Text]]:
    """`COPY`s and `ADD`s of a heredoc, with another key if the heredoc expands a variable of the stage."""
    variables: set[str] = set()
    for instruction in stage.instructions:
        if instruction.keyword in {"ARG", "ENV"}:
            variables.update(map(_variable_name, instruction.arguments))
        elif instruction.keyword in {"COPY", "ADD"} and instruction.heredocs:
            words = [word for word in instruction.arguments if "<<" in word.value]
            expands = any(
                not variables.isdisjoint(expanded_variables(body.value))
                for word, body in zip(words, instruction.heredocs, strict=False)
                if _QUOTES.isdisjoint(word.text.value)
            )
            yield "copy-heredoc-variable" if expands else "copy-heredoc", instruction.arguments[0].text


def _lost_capabilities(stage: BuildStage, earlier: list[BuildStage]) -> Iterator[tuple[str, Text]]:
    """Files copied from a stage that ran `setcap` on them, without a `setcap` after the copy."""
    lost: list[Text] = []
    for instruction in stage.instructions:
        if any(program_name(command) == "setcap" for command in _run_commands(instruction)):
            lost.clear()
        origin = next((flag.value[7:] for flag in instruction.flags if flag.value.startswith("--from=")), None)
        if instruction.keyword != "COPY" or origin is None:
            continue
        capable = [
            path for other in earlier if origin.lower() in other.names for path in _files_with_capabilities(other)
        ]
        lost += [
            word.text
            for word in instruction.arguments[:-1]
            if any(path.is_relative_to(PurePosixPath(word.value)) for path in capable)
        ]
    yield from (("copy-from-capability", text) for text in lost)


def _files_with_capabilities(stage: BuildStage) -> Iterator[PurePosixPath]:
    """The files on which a stage or its base stages run `setcap`."""
    for ancestor in stage.ancestry():
        for instruction in ancestor.instructions:
            for command in _run_commands(instruction):
                if program_name(command) == "setcap":
                    yield PurePosixPath(command.words[-1].value)
