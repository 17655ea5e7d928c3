"""Files that a `RUN` reads although no instruction above it brings them into the image.

Only stages on an official image are read, also through other stages, and each only up to the first instruction that
may bring files with other names into the directory: a copy of a directory to it, or a program that downloads or
unpacks. A file counts as copied wherever it is copied to.
"""

from __future__ import annotations

import posixpath
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from msgspec import field

from kaniko_guide import lazy
from kaniko_guide.analysis.build_context import is_pattern
from kaniko_guide.analysis.build_stages import run_script, stages
from kaniko_guide.analysis.commands import program_name
from kaniko_guide.data import Data, Mutable
from kaniko_guide.facts import official_images

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.analysis.build_stages import BuildStage
    from kaniko_guide.sources.model import Command, Dockerfile, Instruction, Word

_FILE = lazy.pattern(r"[\w@+-][\w@+.-]*\.\w+|Cargo\.toml|Gemfile|Pipfile|Makefile|gradlew|mvnw")
"""The name of a file; what has no extension may be a directory."""

_ARCHIVE = lazy.pattern(r".*\.(?:tar|tgz|gz|bz2|xz|zst|zip)")

_ONLY_INSTALL = frozenset(
    {"addgroup", "adduser", "apk", "apt", "apt-get", "chgrp", "chmod", "chown", "corepack", "dnf", "echo", "groupadd"}
    | {"ls", "mkdir", "npm", "pip", "pip3", "pwd", "rm", "set", "useradd", "yarn", "yum"}
)
"""Programs that bring no file that another command of a Dockerfile names."""


class MissingFile(Data, frozen=True):
    """A file that is read, but not copied.

    Attributes:
        word: the word that names it, or the program that needs it.
        program: that reads it.
        path: from the working directory.
    """

    word: Word
    program: str
    path: str


class _Copied(Mutable):
    """What a stage has copied so far.

    Attributes:
        directory: the working directory; relative if it starts at that of the image, which is not known.
        names: the names of files, wherever they are.
        patterns: those of sources that may be any number of files.
        unknown: directories that may have files with other names.
    """

    directory: str = ""
    names: set[str] = field(default_factory=set)
    patterns: list[str] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)

    def may_have(self, path: str) -> bool:
        """Whether a file, named from the working directory, may be there."""
        name = path.rpartition("/")[2]
        names = {name, _OTHER_LOCK} if name == LOCK else {name}
        if names & self.names or any(fnmatchcase(other, pattern) for other in names for pattern in self.patterns):
            return True
        if not self.directory.startswith("/"):
            return bool(self.unknown)
        full = posixpath.join(self.directory, path)
        return any(full.startswith(f"{known.rstrip('/')}/") for known in self.unknown)


def read_but_not_copied(dockerfile: Dockerfile) -> Iterator[MissingFile]:
    """The first file of each stage that a command reads and that is missing."""
    bases = [entry for entry in dockerfile.instructions if entry.keyword == "FROM"]
    images = {
        stage: base.arguments[0].value if base.arguments else ""
        for stage, base in zip(stages(dockerfile), bases, strict=True)
    }
    for stage in images:
        *_, first = stage.ancestry()
        image = images[first]
        if official_images.has(image) and "onbuild" not in image:
            yield from _in_stage(stage, has_modules=not _BEFORE_MODULES.search(image))


_BEFORE_MODULES = lazy.pattern(r":1(?:\.(?:\d|1[0-5])(?!\d)|$|-)")
"""Images of Go before 1.16, which built without modules too, or whose version is not known."""


def _in_stage(stage: BuildStage, *, has_modules: bool) -> Iterator[MissingFile]:
    copied = _Copied()
    instructions = [entry for above in reversed(list(stage.ancestry())) for entry in above.instructions]
    for at, instruction in enumerate(instructions, len(stage.instructions) - len(instructions)):
        if not _read_instruction(copied, instruction):
            return
        if instruction.keyword == "ENV" and any(word.value.startswith("GO") for word in instruction.arguments):
            has_modules = False
        script = run_script(instruction)
        with_modules = has_modules and "GO111MODULE" not in instruction.text.value
        for command in script.commands if script is not None else ():
            for word, name in _read_files(command, has_modules=with_modules):
                if not copied.may_have(name) and not command.conditional:
                    if at >= 0:
                        yield MissingFile(word, command.words[0].value, name)
                    return
            if _may_bring_files(command):
                return


def _read_instruction(copied: _Copied, instruction: Instruction) -> bool:
    """Follow the directory and what is copied; False if it is not known which files there are after an instruction."""
    words = [word.value for word in instruction.arguments]
    if instruction.keyword in {"COPY", "ADD", "WORKDIR"} and any("$" in word for word in words):
        return False
    if instruction.keyword == "WORKDIR":
        copied.directory = posixpath.join(copied.directory, *words)
    if instruction.keyword in {"COPY", "ADD"}:
        return _copy(copied, instruction)
    script = run_script(instruction)
    is_unread = script is None or bool(script.problems or script.unread or instruction.flags or instruction.heredocs)
    return instruction.keyword != "RUN" or not is_unread


def _may_bring_files(command: Command) -> bool:
    values = [word.value for word in command.words]
    if program_name(command) in {"npm", "yarn"} and {"add", "i", "init", "install"} & set(values[1:]):
        return not {"-g", "--global", "global"} & set(values)
    return program_name(command) not in _ONLY_INSTALL or bool(command.redirections) or "$(" in command.text.value


def _copy(copied: _Copied, instruction: Instruction) -> bool:
    """Add what an instruction copies; False if that is not known."""
    *sources, target = [word.value for word in instruction.arguments] or [""]
    if instruction.heredocs or not sources or any("://" in source or source.startswith("git@") for source in sources):
        return False
    where = posixpath.normpath(posixpath.join(copied.directory, target))
    for source in sources:
        name = source.rstrip("/").rpartition("/")[2]
        if is_pattern(name) and "." in name and not is_pattern(source[: -len(name)]):
            copied.patterns.append(name)
        elif _FILE.fullmatch(name) and not (instruction.keyword == "ADD" and _ARCHIVE.fullmatch(name)):
            copied.names |= {name, target.rpartition("/")[2]} if len(sources) == 1 else {name}
        else:
            copied.unknown.add(where)
    return True


def _read_files(command: Command, *, has_modules: bool) -> Iterator[tuple[Word, str]]:
    """The files that a command needs in its directory, each with the word that shows it."""
    program, words = program_name(command), [word.value for word in command.words]
    for needed in _needed(program, words, has_modules=has_modules):
        yield command.words[0], needed
    if program in {"pip", "pip3"}:
        for at, word in enumerate(command.words[:-1]):
            following = command.words[at + 1]
            name = following.value.rpartition("/")[2]
            if word.value in {"-r", "--requirement"} and following.literal and _FILE.fullmatch(name):
                yield following, name


def _needed(program: str, words: list[str], *, has_modules: bool) -> tuple[str, ...]:
    """The files without which a command fails."""
    verb = words[1] if len(words) > 1 else ""
    if words[0] in _WRAPPERS:
        return _WRAPPERS[words[0]]
    if program == "npm" and not any(word.startswith(("--prefix", "-C")) for word in words):
        return {"ci": ("package.json", LOCK), "run": ("package.json",), "run-script": ("package.json",)}.get(verb, ())
    if program == "go" and _needs_module(words, has_modules=has_modules):
        return ("go.mod",)
    if program == "mvn" and {"-f", "--file"}.isdisjoint(words) and _PHASES & set(words):
        return ("pom.xml",)
    if program == "cargo" and verb in {"build", "run", "test"} and not any("manifest-path" in word for word in words):
        return ("Cargo.toml",)
    return ("Gemfile",) if words[:2] == ["bundle", "install"] and not any("gemfile" in word for word in words) else ()


def _needs_module(words: list[str], *, has_modules: bool) -> bool:
    """Whether a command of Go needs `go.mod`: to download, or to build packages that are not named as files."""
    if words[1:3] == ["mod", "download"]:
        return not any("@" in word for word in words)
    is_build = words[1:2] in (["build"], ["run"], ["test"], ["vet"])
    return has_modules and is_build and not any(word.endswith(".go") or word == "-C" for word in words)


LOCK = "package-lock.json"
_OTHER_LOCK = "npm-shrinkwrap.json"
"""The files of which `npm ci` needs one."""

_WRAPPERS = {
    "./mvnw": ("mvnw", ".mvn/wrapper/maven-wrapper.properties"),
    "./gradlew": ("gradlew", "gradle/wrapper/gradle-wrapper.jar"),
}
_PHASES = frozenset({"clean", "compile", "install", "package", "test", "verify"})
