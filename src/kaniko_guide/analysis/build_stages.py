"""The stages of a Dockerfile, and the features that hang on what stands before them, in the stage or in another one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from kaniko_guide.analysis.commands import program_name
from kaniko_guide.sources import shell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.sources.model import Command, Dockerfile, Instruction, Script, Word
    from kaniko_guide.text import Text

_PLATFORM_ARGUMENTS = frozenset({"TARGETPLATFORM", "TARGETARCH", "TARGETOS", "BUILDPLATFORM"})
_ROOT_USERS = frozenset({"root", "0"})
_QUOTES = frozenset("'\"")
_WORDS_WITH_NAME = 3
"""How many words a `FROM image AS name` has behind it."""


@dataclass(frozen=True, slots=True)
class BuildOptions:
    """What the executor's command lines say.

    Attributes:
        arguments: the names of every `--build-arg`.
        platforms: every `--custom-platform`.
    """

    arguments: frozenset[str]
    platforms: frozenset[str]


@dataclass(eq=False)
class BuildStage:
    """A stage.

    Attributes:
        names: by which others know it: its number and its name.
        base: the stage it begins with; None for an image.
        instructions: those behind its `FROM`.
    """

    names: tuple[str, ...]
    base: BuildStage | None
    instructions: list[Instruction] = field(default_factory=list)

    def ancestry(self) -> Iterator[BuildStage]:
        """Itself and every stage that it goes back to."""
        stage: BuildStage | None = self
        while stage is not None:
            yield stage
            stage = stage.base

    def declarations(self, *keywords: str) -> Iterator[Word]:
        """What it and the stages it goes back to declare by `ARG` or `ENV`."""
        for stage in self.ancestry():
            for instruction in stage.instructions:
                if instruction.keyword in keywords:
                    yield from instruction.arguments


def stages(dockerfile: Dockerfile) -> list[BuildStage]:
    """The stages, in order."""
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
    """The variables that a text expands, by a dollar sign that is not escaped."""
    before, *behind = text.split("$")
    for part in behind:
        rest = part.removeprefix("{")
        end = next((at for at, char in enumerate(rest) if not (char.isalnum() or char == "_")), len(rest))
        if end and not before.endswith("\\"):
            yield rest[:end]
        before = part


def _platform_arguments_without_default(stage: BuildStage, options: BuildOptions) -> Iterator[tuple[str, Text]]:
    """The platform's arguments that a stage declares without a value and reads later without a default."""
    declared: dict[str, Text] = {}
    for instruction in stage.instructions:
        for name in [name for name in declared if _reads_variable(instruction.text.value, name)]:
            yield "platform-argument", declared.pop(name)
        if instruction.keyword == "ARG":
            wanted = _PLATFORM_ARGUMENTS - options.arguments
            declared |= {word.value: word.text for word in instruction.arguments if word.value in wanted}


def _reads_variable(text: str, name: str) -> bool:
    return f"${{{name}}}" in text or (f"${name}" in text and name in expanded_variables(text.replace("${", " ")))


def _arguments_after_variables(stage: BuildStage, options: BuildOptions) -> Iterator[tuple[str, Text]]:
    """The arguments that the command line gives and an `ENV` of the stage has set before."""
    variables: set[str] = set()
    for instruction in stage.instructions:
        if instruction.keyword == "ENV":
            variables.update(map(_variable_name, instruction.arguments))
        elif instruction.keyword == "ARG":
            both = variables & options.arguments
            yield from (("arg-after-env", word.text) for word in instruction.arguments if _variable_name(word) in both)


def _variable_name(word: Word) -> str:
    return word.value.partition("=")[0]


def _arguments_of_other_stages(
    stage: BuildStage, earlier: list[BuildStage], options: BuildOptions
) -> Iterator[tuple[str, Text]]:
    """The arguments with a value that only a stage declares on which this one does not build, and a `RUN` reads."""
    own = set(map(_variable_name, stage.declarations("ARG", "ENV")))
    line = set(stage.ancestry())
    foreign = {
        _variable_name(word)
        for other in earlier
        if other not in line
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
    """The files and folders that a stage's `RUN` makes below a folder its `VOLUME` declared before."""
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
    """What the shell of a `RUN` is given; None for another instruction, or without a shell."""
    if instruction.keyword != "RUN" or instruction.json or not instruction.arguments:
        return None
    start = instruction.arguments[0].text.origin(0) - instruction.text.origin(0)
    return shell.read(instruction.text.cut(start))


def _run_commands(instruction: Instruction) -> tuple[Command, ...]:
    script = _run_script(instruction)
    return () if script is None else script.commands


def _written_paths(command: Command) -> Iterator[Word]:
    """The words of a command that surely name what it writes."""
    words = [word for word in command.words[1:] if not word.value.startswith("-")]
    if program_name(command) in {"mkdir", "touch"}:
        yield from words
    elif program_name(command) in {"cp", "mv"} and len(words) > 1:
        yield words[-1]
    yield from (redirection.target for redirection in command.redirections if ">" in redirection.operator)


def _user_dependent_instructions(stage: BuildStage) -> Iterator[tuple[str, Text]]:
    """The `USER`s whose group a later `RUN` needs, and each `COPY` from the context that says not whose it is."""
    group: Word | None = None
    user = ""
    for instruction in stage.instructions:
        if instruction.keyword == "USER" and instruction.arguments:
            word = instruction.arguments[0]
            user, _, named = word.value.partition(":")
            group = word if named not in {"", user} and "$" not in word.value else None
        elif instruction.keyword == "RUN" and group is not None:
            yield "user-group", group.text
            group = None
        elif instruction.keyword == "COPY" and user not in {"", *_ROOT_USERS} and "$" not in user:
            flags = [flag.value for flag in instruction.flags]
            if not instruction.heredocs and not any(flag.startswith(("--chown=", "--from=")) for flag in flags):
                yield "copy-after-user", instruction.where


def _copied_heredocs(stage: BuildStage) -> Iterator[tuple[str, Text]]:
    """Each `COPY` or `ADD` of a heredoc, by whether a variable of the stage stands in it."""
    variables: set[str] = set()
    for instruction in stage.instructions:
        if instruction.keyword in {"ARG", "ENV"}:
            variables.update(map(_variable_name, instruction.arguments))
        elif instruction.keyword in {"COPY", "ADD"} and instruction.heredocs:
            words = [word for word in instruction.arguments if "<<" in word.value]
            varies = any(
                not variables.isdisjoint(expanded_variables(body.value))
                for word, body in zip(words, instruction.heredocs, strict=False)
                if _QUOTES.isdisjoint(word.text.value)
            )
            yield "copy-heredoc-variable" if varies else "copy-heredoc", instruction.arguments[0].text


def _lost_capabilities(stage: BuildStage, earlier: list[BuildStage]) -> Iterator[tuple[str, Text]]:
    """What is copied from a stage that gave it capabilities, and gets none anew."""
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
    """The files to which a stage gives capabilities."""
    for one in stage.ancestry():
        for instruction in one.instructions:
            for command in _run_commands(instruction):
                if program_name(command) == "setcap":
                    yield PurePosixPath(command.words[-1].value)
