"""Program names that are one edit away from a known one: `kubctl`, `mnv`, `/kaniko/exector`."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis.edit_distance import correct_typo
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import replacement
from kaniko_guide.facts import images
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.rules import unquoted_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, Script, Step, Word

UNKNOWN = Message(
    "unknown",
    Bilingual(zh="没有名为 `{found}` 的程序。", en="Unknown program `{found}`."),
    Bilingual(zh="写成 `{meant}`。", en="Write `{meant}`."),
)
ADDRESS = Message(
    "address",
    Bilingual(
        zh="这里把一个地址当成程序来运行，会报 `not found`。", en="An address is run as a program here: `not found`."
    ),
    Bilingual(
        zh="在前面写上程序，例如 `git clone` 或 `curl`。",
        en="Write the program in front, such as `git clone` or `curl`.",
    ),
)
GOAL = Message(
    "goal",
    Bilingual(zh="`{goal}` 是 Maven 的目标，不是程序。", en="`{goal}` is a goal of Maven, not a program."),
    Bilingual(zh="写成 `mvn {goal} …`。", en="Write `mvn {goal} …`."),
)
JOINED = Message(
    "joined",
    Bilingual(
        zh="`$$` 是 shell 的进程号，不是 `&&`：`{program}` 成了前一个命令的参数。",
        en="`$$` is the process ID of the shell, not `&&`: `{program}` is an argument of the command in front.",
    ),
    Bilingual(zh="写成 `&& {program} …`。", en="Write `&& {program} …`."),
)

SENTENCE = Message(
    "sentence",
    Bilingual(
        zh="这是一句话，不是命令：shell 会去运行名为 `{found}` 的程序。",
        en="This is a sentence, not a command: the shell runs a program named `{found}`.",
    ),
    Bilingual(zh="写成 `echo '…'`，或者写成注释 `# …`。", en="Write `echo '…'`, or a comment: `# …`."),
)
SUBCOMMAND = Message(
    "subcommand",
    Bilingual(
        zh="`{found}` 是 `{program}` 的子命令，不是程序。", en="`{found}` is a command of `{program}`, not a program."
    ),
    Bilingual(zh="写成 `{program} {found} …`。", en="Write `{program} {found} …`."),
)

RULE = Rule(
    name="misspelt-program",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="程序名拼写错误", en="Misspelt program name"),
    why=Bilingual(
        zh=(
            "shell 找不到这个程序，报 `not found`，退出码为 127。executor 的完整路径是 `/kaniko/executor`；镜"
            "像里没有名为 `kaniko` 的程序。"
        ),
        en=(
            "The shell cannot find the program: `not found`, exit code 127. The full path of the executor is "
            "`/kaniko/executor`; its image has no program called `kaniko`."
        ),
    ),
    messages=(UNKNOWN, ADDRESS, GOAL, JOINED, SENTENCE, SUBCOMMAND),
    source="POSIX, Shell Command Language, 2.8.2; deploy/Dockerfile of both kaniko repositories",
)

EXECUTOR = "/kaniko/executor"
KNOWN_PROGRAMS = frozenset({EXECUTOR, "/kaniko/warmer", "cosign", "docker", "gradle", "kubectl", "mvn", "skopeo"})
NOT_TYPOS = frozenset({"dockerd", "gradlew", "kubectx"})
"""Existing programs whose names are one edit away from a known one."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the program's name."""
    for script in project.scripts:
        in_kaniko = script.step is not None and _runs_in_kaniko(project, script.step)
        for command in script.commands:
            if command.words[0].value.startswith(("http://", "https://")) and not script.problems:
                yield RULE.finding(command.words[0].text, ADDRESS)
            if not script.problems:
                yield from _not_programs(command)
            if not script.problems and not _is_defined(script, command):
                yield from _sentences(script, command)
            found = _intended_program(command, in_kaniko=in_kaniko)
            if found is not None and not _is_defined(script, command):
                word = _program(command)
                # in the directory of the executor there is no other program with a similar name
                is_certain = word.value.startswith("/kaniko/") and word.value.isascii()
                fix = replacement(word.text, word.value, found) if is_certain else None
                yield RULE.finding(word.text, UNKNOWN, fix=fix, found=word.value, meant=found)


def _not_programs(command: Command) -> Iterator[Finding]:
    """Yields a finding at a goal of Maven without `mvn`, and at `$$` in front of a program."""
    goal = command.words[0]
    if goal.literal and _GOAL.fullmatch(goal.value):
        yield RULE.finding(goal.text, GOAL, goal=goal.value)
    for word, following in pairwise(command.words[1:]):
        is_program = following.value in KNOWN_PROGRAMS | unquoted_text.PROGRAMS
        if word.text.value == "$$" and is_program and goal.value not in _TAKING_ANY_WORD:
            finding = RULE.finding(word.text, JOINED, program=following.value)
            yield replace(finding, severity=Severity.WARNING)


_GOAL = lazy.pattern(r"[a-z][\w-]*(?:\.[\w-]+)+:[a-z][\w.-]*-plugin(?::[\w.-]+){1,2}")
"""A goal with the full name of its plugin: `org.example:a-plugin:b`."""


def _sentences(script: Script, command: Command) -> Iterator[Finding]:
    """Yields a finding at a sentence of a step, and at a subcommand of a program that is missing in front of it."""
    first, following = command.words[0], command.words[1:2]
    if not first.literal or not following:
        return
    program, argument = _SUBCOMMANDS.get(first.value, ("", ""))
    if program and re.fullmatch(argument, following[0].value):
        yield RULE.finding(first.text, SUBCOMMAND, found=first.value, program=program)
    words = [word.text.value for word in command.words[1:]]
    is_text = all(map(_WORD.fullmatch, words)) and first.value not in _CAPITALIZED_PROGRAMS
    is_sentence = words[-1].endswith(("!", "...", "…")) or not _FUNCTION_WORDS.isdisjoint(words)
    if script.step is not None and _CAPITALIZED.fullmatch(first.text.value) and is_text and is_sentence:
        yield RULE.finding(first.text, SENTENCE, found=first.value)


_SUBCOMMANDS = {
    "apply": ("kubectl", r"-[fk]"),
    "build": ("docker", r"-t"),
    "clone": ("git", r"https?://.*|git@.*"),
    "run": ("docker", r"-it|-ti|-d|-dit|-p|--rm|--name"),
}
"""Commands of a program that are no programs, and what shows by their first argument that they are meant."""

_CAPITALIZED = lazy.pattern(r"[A-Z][a-z]+,?")
_CAPITALIZED_PROGRAMS = frozenset({"Rscript", "Xorg", "Xvfb", "Xephyr"})
_WORD = lazy.pattern(r"(?!-)[\w${}.,:!?…'-]+")
_FUNCTION_WORDS = frozenset(
    {"a", "an", "and", "are", "by", "completed", "done", "failed", "finished", "for", "from", "has", "in", "into", "is"}
    | {"of", "on", "our", "successful", "successfully", "the", "this", "to", "was", "will", "with", "your"}
)
"""Words that sentences have, and that are rarely arguments."""

_TAKING_ANY_WORD = frozenset({"echo", "kill", "printf", "ps"})


def _runs_in_kaniko(project: Project, step: Step) -> bool:
    """Whether a step runs in a kaniko image, according to the images' names."""
    containers = project.containers_of(step)
    found = [images.executor_image(container.image.value) for container in containers if container.image is not None]
    return bool(found) and all(image is not None and image.publisher is not None for image in found)


def _intended_program(command: Command, *, in_kaniko: bool) -> str | None:
    word = _program(command)
    if not word.literal or word.value in NOT_TYPOS:
        return None
    if word.value in _OTHER_NAMES:
        return _OTHER_NAMES[word.value]
    if word.value != word.value.lower() and word.value.lower() in _ONLY_SMALL_LETTERS:
        return word.value.lower()
    if in_kaniko and word.value == "kaniko":
        return EXECUTOR
    program, colon, _ = word.value.partition(":")
    if colon and program in KNOWN_PROGRAMS and program.startswith("/"):
        return program
    return correct_typo(word.value, KNOWN_PROGRAMS)


def _program(command: Command) -> Word:
    """The word that names the program, after `sudo` if it is there."""
    words = command.words
    has_sudo = words[0].value == "sudo" and len(words) > 1 and not words[1].value.startswith("-")
    return words[1] if has_sudo else words[0]


_OTHER_NAMES = {"maven": "mvn"}
"""Names of projects that are written for their program."""

_ONLY_SMALL_LETTERS = frozenset({"docker", "git", "gradle", "helm", "kubectl", "mvn", "npm"})


def _is_defined(script: Script, command: Command) -> bool:
    """Whether the script may define a function or an alias of that name."""
    name = _program(command).value
    written = script.text.value
    return any(form in written for form in (f"{name}()", f"{name} ()", f"function {name}", f"alias {name}="))
