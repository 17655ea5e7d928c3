"""The build stages of a Dockerfile, and features whose effect depends on earlier instructions or other stages."""

from __future__ import annotations

from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from msgspec import field

from kaniko_guide import lazy
from kaniko_guide.analysis.commands import program_name
from kaniko_guide.data import Data, Mutable, remembered
from kaniko_guide.facts import images
from kaniko_guide.sources import shell
from kaniko_guide.sources.budget import MAX_STAGES

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from kaniko_guide.sources.model import Command, Dockerfile, Instruction, Script, Word
    from kaniko_guide.text import Text

_PLATFORM_ARGUMENTS = frozenset({"TARGETPLATFORM", "TARGETARCH", "TARGETOS", "BUILDPLATFORM"})
_ROOT_USERS = frozenset({"root", "0"})
_QUOTES = frozenset("'\"")
_BRACED_NAME = lazy.pattern(r"\$\{([^${}]*)\}")
_WORDS_WITH_NAME = 3
"""The number of arguments of `FROM image AS name`."""


class BuildOptions(Data, frozen=True):
    """Options of a project's executor calls that change how a Dockerfile is built.

    Attributes:
        arguments: the names of all `--build-arg` values.
        platforms: the values of all `--custom-platform` flags.
    """

    arguments: frozenset[str]
    platforms: frozenset[str]


class BuildStage(Mutable, eq=False, dict=True):
    """A build stage of a Dockerfile.

    Attributes:
        names: the names by which other stages refer to it: its number and, in lower case, its name.
        base: the stage that its `FROM` names; None if that is an image.
        instructions: those after its `FROM`.
    """

    names: tuple[str, ...]
    base: BuildStage | None
    instructions: list[Instruction] = field(default_factory=list)

    @cached_property
    def capable_paths(self) -> frozenset[str]:
        """The files on which its instructions run `setcap`, and the directories above these."""
        commands = [command for instruction in self.instructions for command in _capability_commands(instruction)]
        paths = [PurePosixPath(command.words[-1].value) for command in commands]
        return frozenset(str(above) for path in paths for above in (path, *path.parents))

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


def global_arguments(dockerfile: Dockerfile) -> frozenset[str]:
    """The `ARG`s in front of the first `FROM`, which only the `FROM`s see."""
    names: set[str] = set()
    for instruction in dockerfile.instructions:
        if instruction.keyword == "FROM":
            break
        names.update(map(variable_name, instruction.arguments))
    return frozenset(names)


@remembered
def stages(dockerfile: Dockerfile) -> Sequence[BuildStage]:
    """The build stages of a Dockerfile, in order."""
    found: list[BuildStage] = []
    by_name: dict[str, BuildStage] = {}
    for instruction in dockerfile.instructions:
        if instruction.keyword == "FROM":
            words = [word.value for word in instruction.arguments]
            base = by_name.get(words[0].lower()) if words else None
            name = words[2].lower() if len(words) == _WORDS_WITH_NAME else ""
            found.append(BuildStage((str(len(found)), *filter(None, [name])), base))
            for alias in found[-1].names:
                by_name[alias] = found[-1]
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
    earlier: dict[str, list[BuildStage]] = {}
    foreign: set[str] = set()
    for stage in stages(dockerfile)[:MAX_STAGES]:
        yield from _platform_arguments_without_default(stage, options)
        yield from _arguments_after_variables(stage, options)
        yield from _arguments_of_other_stages(stage, foreign)
        yield from _writes_into_volumes(stage)
        yield from _user_dependent_instructions(stage)
        yield from _copied_heredocs(stage)
        yield from _lost_capabilities(stage, earlier)
        for name in stage.names:
            earlier.setdefault(name, []).append(stage)
        foreign |= _arguments_with_value(stage, options)


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
        reads = variables_read(instruction.text.value) if declared else ()
        for name in [name for name in declared if name in reads]:
            yield "platform-argument", declared.pop(name)
        if instruction.keyword == "ARG":
            not_passed = _PLATFORM_ARGUMENTS - options.arguments
            declared |= {word.value: word.text for word in instruction.arguments if word.value in not_passed}


def variables_read(text: str) -> frozenset[str]:
    """The names in a text that may be variables which it reads without a default: `$NAME`, `${NAME}`."""
    plain = expanded_variables(text.replace("${", " ")) if "$" in text else ()
    return frozenset((*_BRACED_NAME.findall(text), *plain))


def _arguments_after_variables(stage: BuildStage, options: BuildOptions) -> Iterator[tuple[str, Text]]:
    """`ARG`s that the command line sets although an earlier `ENV` of the stage has the same name."""
    variables: set[str] = set()
    for instruction in stage.instructions:
        if instruction.keyword == "ENV":
            variables.update(map(variable_name, instruction.arguments))
        elif instruction.keyword == "ARG":
            yield from (
                ("arg-after-env", word.text)
                for word in instruction.arguments
                if variable_name(word) in variables and variable_name(word) in options.arguments
            )


def variable_name(word: Word) -> str:
    """The name of a variable that an argument of `ARG` or `ENV` sets."""
    return word.value.partition("=")[0]


def _arguments_with_value(stage: BuildStage, options: BuildOptions) -> set[str]:
    """The `ARG`s of a stage that have a value."""
    return {
        variable_name(word)
        for instruction in stage.instructions
        if instruction.keyword == "ARG"
        for word in instruction.arguments
        if "=" in word.value or word.value in options.arguments
    }


def _arguments_of_other_stages(stage: BuildStage, foreign: Collection[str]) -> Iterator[tuple[str, Text]]:
    """`RUN`s that read an `ARG` with a value that only an unrelated earlier stage declares.

    Args:
        stage: the stage.
        foreign: the `ARG`s with a value of all earlier stages.
    """
    if not foreign:
        return
    own = set(map(variable_name, stage.declarations("ARG", "ENV")))
    first: dict[str, Text] = {}
    for instruction in stage.instructions:
        if instruction.keyword != "RUN" or instruction.json:
            continue
        reads = variables_read(instruction.text.value)
        names = {name for name in reads if name in foreign and name not in own and name not in first}
        script = run_script(instruction) if names else None
        if script is not None:
            assigned = {name.value for name in script.assigned}
            first.update(dict.fromkeys(names - assigned, instruction.where))
    yield from (("arg-other-stage", first[name]) for name in sorted(first))


def _writes_into_volumes(stage: BuildStage) -> Iterator[tuple[str, Text]]:
    """Paths that a `RUN` writes in a directory that an earlier `VOLUME` of the stage declares."""
    volumes: set[str] = set()
    lengths: set[int] = set()
    for instruction in stage.instructions:
        if instruction.keyword == "VOLUME":
            paths = [f"{word.value.rstrip('/')}/" for word in instruction.arguments if word.value.startswith("/")]
            volumes.update(paths)
            lengths.update(map(len, paths))
        elif volumes:
            for command in run_commands(instruction):
                yield from (
                    ("volume-write", word.text)
                    for word in _written_paths(command)
                    if any(word.value[:length] in volumes for length in lengths)
                )


def run_script(instruction: Instruction) -> Script | None:
    """The shell script of a `RUN`; None for other instructions and for the JSON form, which has no shell."""
    return shell_form(instruction) if instruction.keyword == "RUN" else None


def shell_form(instruction: Instruction) -> Script | None:
    """The script of a `RUN`, `CMD` or `ENTRYPOINT` that a shell runs; None for other instructions and the JSON form."""
    if instruction.keyword not in {"RUN", "CMD", "ENTRYPOINT"} or instruction.json or not instruction.arguments:
        return None
    text, first = instruction.text, instruction.arguments[0].text.origin(0)
    start = next((at for at in range(len(text)) if text.origin(at) >= first), len(text))
    return shell.read(text.cut(start))


def run_commands(instruction: Instruction) -> tuple[Command, ...]:
    """The shell commands of a `RUN`; none for other instructions and for the JSON form."""
    script = run_script(instruction)
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
            variables.update(map(variable_name, instruction.arguments))
        elif instruction.keyword in {"COPY", "ADD"} and instruction.heredocs:
            words = [word for word in instruction.arguments if "<<" in word.value]
            expands = any(
                not variables.isdisjoint(expanded_variables(body.value))
                for word, body in zip(words, instruction.heredocs, strict=False)
                if _QUOTES.isdisjoint(word.text.value)
            )
            yield "copy-heredoc-variable" if expands else "copy-heredoc", instruction.arguments[0].text


def _lost_capabilities(stage: BuildStage, earlier: Mapping[str, Sequence[BuildStage]]) -> Iterator[tuple[str, Text]]:
    """Files copied from a stage that ran `setcap` on them, without a `setcap` after the copy."""
    lost: list[Text] = []
    for instruction in stage.instructions:
        if _capability_commands(instruction):
            lost.clear()
        origin = next((flag.value[7:] for flag in instruction.flags if flag.value.startswith("--from=")), None)
        if instruction.keyword != "COPY" or origin is None:
            continue
        ancestry = [other for copied in earlier.get(origin.lower(), ()) for other in copied.ancestry()]
        lost += [
            word.text
            for word in instruction.arguments[:-1]
            if any(str(PurePosixPath(word.value)) in other.capable_paths for other in ancestry)
        ]
    yield from (("copy-from-capability", text) for text in lost)


def _capability_commands(instruction: Instruction) -> list[Command]:
    """The commands of a `RUN` that set capabilities of files."""
    commands = run_commands(instruction) if "setcap" in instruction.text.value else ()
    return [command for command in commands if program_name(command) == "setcap"]
