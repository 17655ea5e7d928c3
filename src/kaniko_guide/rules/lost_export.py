"""An `export`, `cd` or `source` in an `sh` step that contains nothing else, though it is meant for later steps."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis.commands import all_words, expanded_names, is_before, program_name
from kaniko_guide.analysis.groovy_variables import BUILD_VARIABLES, names_for_the_shell
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Jenkinsfile, Script
    from kaniko_guide.text import Text


EXPORT = Message(
    "export",
    Bilingual(
        zh="`{name}` 只在这个 `sh` 步骤里有值，第 {line} 行的步骤看不到。",
        en="`{name}` only has a value in this `sh` step; the step on line {line} does not see it.",
    ),
    Bilingual(
        zh="把两步写进同一个 `sh`，或者用 `env.{name} = sh(script: '…', returnStdout: true).trim()`。",
        en="Put both into one `sh`, or write `env.{name} = sh(script: '…', returnStdout: true).trim()`.",
    ),
)
ASSIGNED = Message(
    "assigned",
    Bilingual(
        zh="赋值 `{name}=…` 只在这个 `sh` 步骤里有效，第 {line} 行的步骤看到的是空值。",
        en="`{name}=…` only counts in this `sh` step; in the step on line {line} it is empty.",
    ),
    EXPORT.help,
)
ALONE = Message(
    "alone",
    Bilingual(
        zh="`{name}` 只在这个 `sh` 步骤里有值，而这里后面没有命令。",
        en="`{name}` only has a value in this `sh` step, and no command follows here.",
    ),
    Bilingual(
        zh="后面的步骤要用的变量，写进 `environment`，或者用 `withEnv`。",
        en="Set a variable that later steps need in `environment`, or with `withEnv`.",
    ),
)
DIRECTORY = Message(
    "directory",
    Bilingual(
        zh="`cd` 只在这个 `sh` 步骤里有效，第 {line} 行的步骤又从工作区开始。",
        en="`cd` only counts in this `sh` step; the step on line {line} starts in the workspace again.",
    ),
    Bilingual(
        zh="把后面的步骤放进 `dir('{directory}') {{ … }}`，或者写进同一个 `sh`。",
        en="Put the later steps into `dir('{directory}') {{ … }}`, or into the same `sh`.",
    ),
)
SETTINGS = Message(
    "settings",
    Bilingual(
        zh="`{file}` 的设置只在这个 `sh` 步骤里有效，第 {line} 行的步骤看不到。",
        en="What `{file}` sets only counts in this `sh` step; the step on line {line} does not see it.",
    ),
    Bilingual(zh="把后面的命令写进同一个 `sh`。", en="Put the later commands into the same `sh`."),
)

RULE = Rule(
    name="lost-export",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(
        zh="`export` 或 `cd` 只在一个 `sh` 步骤里有效",
        en="`export` or `cd` that ends with its step",
    ),
    why=Bilingual(
        zh="每个 `sh` 步骤都启动一个新的 shell，变量、`cd` 和 `export` 随它结束。后面的步骤看到的是空值。",
        en=(
            "Each `sh` step starts a new shell; its variables, `cd` and `export` end with it. Later "
            "steps see an empty value."
        ),
    ),
    messages=(EXPORT, ASSIGNED, ALONE, DIRECTORY, SETTINGS),
    source="jenkinsci/durable-task-plugin, BourneShellScript.java: each step starts a process of its own",
)


_PROGRAMS = frozenset({"awk", "basename", "cat", "cut", "date", "echo", "git", "grep", "head", "sed", "set", "tr"})
"""Programs that compute a value; in a step with any other program the variable may have been of use."""


_CHANGING_PROGRAMS = frozenset({"cd", ".", "source"})


_SHOWING_PROGRAMS = frozenset({"echo", "ls", "pwd"})
"""Programs that may be next to a `cd` without using the directory."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the exported name, or at the directory or the file that has no effect."""
    for pipeline in project.jenkinsfiles:
        yield from _without_effect(pipeline)
    yield from _exports(project)


def _without_effect(pipeline: Jenkinsfile) -> Iterator[Finding]:
    """Yields a finding at the last word of each step that only changes the directory, or reads a file of settings."""
    for index, step in enumerate(pipeline.steps):
        commands = step.script.commands
        last = commands[-1] if commands else None
        if last is None or len(last.words) != len(("cd", "web")) or program_name(last) not in _CHANGING_PROGRAMS:
            continue
        names = {program_name(command) for command in commands}
        others = (other.script.text for other in chain(islice(pipeline.steps, index + 1, None), pipeline.steps))
        following = next((other for other in others if is_before(step.script.text, other)), None)
        if following is None:
            continue
        line, word = following.position().line, last.words[1]
        if _IS_THE_WORKSPACE.search(word.value):
            continue
        if program_name(last) == "cd" and names <= _SHOWING_PROGRAMS | {"cd"}:
            yield RULE.finding(word.text, DIRECTORY, line=line, directory=word.value)
        elif program_name(last) in {".", "source"} and names <= _SHOWING_PROGRAMS | {".", "source"}:
            yield RULE.finding(word.text, SETTINGS, line=line, file=word.value)


_IS_THE_WORKSPACE = lazy.pattern(r"^\.?/?$|/workspace/|\bWORKSPACE\b")
"""Directories in which a step starts anyway."""


def _exports(project: Project) -> Iterator[Finding]:
    """Yields a finding at each name that is exported, or only assigned."""
    containers = [container for pod in project.pods for container in pod.containers]
    if any(container.env is None for container in containers):
        return
    in_pods = {str(variable.name) for container in containers for variable in container.env or ()}
    for pipeline in project.jenkinsfiles:
        exporting = [step.script for step in pipeline.steps if _only_exports(step.script)]
        known = names_for_the_shell(pipeline) | in_pods if exporting else frozenset()
        for script in exporting:
            for name in script.assigned:
                if name.value not in known and not BUILD_VARIABLES.fullmatch(name.value):
                    line = next(_uses(pipeline, script, name.value), None)
                    if line is not None:
                        exports = any(program_name(command) == "export" for command in script.commands)
                        yield RULE.finding(name, EXPORT if exports else ASSIGNED, name=name, line=line)
                    elif _ends_with_export(pipeline, script, name):
                        yield RULE.finding(name, ALONE, name=name)


def _ends_with_export(pipeline: Jenkinsfile, script: Script, name: Text) -> bool:
    """Whether a name is exported by the last command of a step that is not the last one, and no later step sets it."""
    exports = [command.text for command in script.commands if program_name(command) == "export"]
    last = max(exports, key=lambda text: text.origin(0), default=None)
    if last is None or not last.origin(0) <= name.origin(0) < last.origin(len(last)):
        return False
    later = [step.script for step in pipeline.steps if is_before(script.text, step.script.text)]
    is_set_later = any(name.value == assigned.value for other in later for assigned in other.assigned)
    return (
        bool(later)
        and not is_set_later
        and all(command.text.origin(0) < last.origin(len(last)) for command in script.commands)
    )


def _only_exports(script: Script) -> bool:
    programs = {program_name(command) for command in script.commands}
    files = any(">" in redirection.operator for command in script.commands for redirection in command.redirections)
    return bool(script.assigned) and programs <= _PROGRAMS | {"export"} and not files


def _uses(pipeline: Jenkinsfile, script: Script, name: str) -> Iterator[int]:
    """The lines on which later steps use a variable without setting it."""
    for step in pipeline.steps:
        later = step.script
        if not step.exact or later is script or not is_before(script.text, later.text):
            continue
        reads_file = any(program_name(command) in {".", "source", "eval"} for command in later.commands)
        if reads_file or name in {text.value for text in later.assigned}:
            continue
        for command in later.commands:
            for text in (text for word in all_words(command) for text in expanded_names(word.text)):
                if text.value.strip("${}") == name:
                    yield text.position().line
