"""Files that a `RUN` reads although no instruction above it brings them into the image.

Only stages on an official image are read, and each only up to the first instruction that may bring files with other
names: a copy of a directory, or a program that downloads or unpacks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis.build_stages import run_script, stages
from kaniko_guide.analysis.commands import program_name
from kaniko_guide.facts import official_images

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.analysis.build_stages import BuildStage
    from kaniko_guide.sources.model import Command, Dockerfile, Instruction, Word

_FILE = lazy.pattern(r"[\w@+-][\w@+.-]*\.\w+|Gemfile|Pipfile|Makefile|gradlew|mvnw")
"""The name of a file; what has no extension may be a directory."""

_ONLY_INSTALL = frozenset(
    {"addgroup", "adduser", "apk", "apt", "apt-get", "chgrp", "chown", "corepack", "dnf", "echo", "groupadd", "ls"}
    | {"mkdir", "npm", "pip", "pip3", "pwd", "rm", "set", "useradd", "yarn", "yum"}
)
"""Programs that bring no file that another command of a Dockerfile names."""


def read_but_not_copied(dockerfile: Dockerfile) -> Iterator[tuple[Word, str, str]]:
    """The words that name a missing file or need it, the program that reads it, and the file."""
    bases = [entry for entry in dockerfile.instructions if entry.keyword == "FROM"]
    for stage, base in zip(stages(dockerfile), bases, strict=True):
        image = base.arguments[0].value if base.arguments else ""
        if stage.base is None and official_images.has(image) and "onbuild" not in image:
            yield from _in_stage(stage)


def _in_stage(stage: BuildStage) -> Iterator[tuple[Word, str, str]]:
    copied: set[str] = set()
    for instruction in stage.instructions:
        if instruction.keyword in {"COPY", "ADD"}:
            names = _copied_names(instruction)
            if names is None:
                return
            copied |= names
        script = run_script(instruction)
        if instruction.keyword != "RUN":
            continue
        if script is None or script.problems or script.unread or instruction.flags or instruction.heredocs:
            return
        for command in script.commands:
            for word, name in _read_files(command):
                if name not in copied and not command.conditional:
                    yield word, command.words[0].value, name
                    return
            if program_name(command) not in _ONLY_INSTALL or command.redirections or "$(" in command.text.value:
                return


def _copied_names(instruction: Instruction) -> frozenset[str] | None:
    """The names of the files that a copy brings; None if it may bring others, such as those of a directory."""
    words = [word.value for word in instruction.arguments]
    names = [word.rpartition("/")[2] for word in words[:-1]]
    is_known = not instruction.heredocs and len(names) > 0 and all(map(_FILE.fullmatch, names))
    if not is_known or any(set(word) & set("*?[$") for word in words):
        return None
    target = words[-1].rpartition("/")[2]
    return frozenset({*names, target} if len(names) == 1 else names)


def _read_files(command: Command) -> Iterator[tuple[Word, str]]:
    """The files that a command needs in its directory, each with the word that shows it."""
    program, words = program_name(command), [word.value for word in command.words]
    if (program, *words[1:2]) == ("npm", "ci"):
        yield command.words[0], "package.json"
    if (program, *words[1:3]) == ("go", "mod", "download"):
        yield command.words[0], "go.mod"
    if program == "mvn" and {"-f", "--file"}.isdisjoint(words) and _PHASES & set(words):
        yield command.words[0], "pom.xml"
    if words[0] in {"./mvnw", "./gradlew"}:
        yield command.words[0], words[0].removeprefix("./")
    if program in {"pip", "pip3"}:
        for at, word in enumerate(command.words[:-1]):
            following = command.words[at + 1]
            name = following.value.rpartition("/")[2]
            if word.value in {"-r", "--requirement"} and following.literal and _FILE.fullmatch(name):
                yield following, name


_PHASES = frozenset({"clean", "compile", "install", "package", "test", "verify"})
