"""A Groovy variable in a single-quoted script, which the shell expands to nothing.

Not checked where the script or the pod may set a variable of that name. A shared library may set one too, so that with
one only names in camel case are reported, as a warning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis.commands import all_words, expansions, program_name
from kaniko_guide.analysis.groovy_variables import (
    BUILD_VARIABLES,
    is_visible,
    may_set_any_variable,
    names_for_the_shell,
    uses_library,
)
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Jenkinsfile, Script, Step
    from kaniko_guide.text import Text


RULE = Rule(
    name="groovy-local-in-shell",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(
        zh="单引号脚本里用了 Groovy 的变量",
        en="Groovy variable in a single-quoted script",
    ),
    why=Bilingual(
        zh=(
            "Groovy 不替换单引号字符串里的变量，shell 又没有这个变量（`def` 声明的变量、方法和闭包的参数"
            "不是环境变量），于是展开成空：标签、目录或镜像名就少了一段。"
        ),
        en=(
            "Groovy does not interpolate single-quoted strings, and the shell does not have the "
            "variable: what `def` declares, and parameters of methods and closures, are not environment "
            "variables. It expands to nothing, and the tag, directory or image name lacks a part."
        ),
    ),
    message=Bilingual(
        zh="shell 里没有 `{name}`，`{found}` 展开成空；它是 Groovy 的变量。",
        en="The shell has no `{name}`, so `{found}` is empty; it is a variable of Groovy.",
    ),
    help=Bilingual(
        zh=('把脚本改成双引号（shell 的变量写成 `\\$…`），或者用 `withEnv(["{name}=${{{name}}}"])` 传给 shell。'),
        en=(
            "Put the script in double quotes (and write the shell's variables as `\\$…`), or pass it to "
            'the shell with `withEnv(["{name}=${{{name}}}"])`.'
        ),
    ),
    source=(
        "Groovy documentation, String interpolation; jenkinsci/workflow-durable-task-step-plugin, "
        "ShellStep.java; POSIX, 2.6.2 Parameter Expansion"
    ),
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such expansion."""
    for pipeline in project.jenkinsfiles:
        found = [(step, *entry) for step in pipeline.steps if step.exact for entry in _expansions(step.script)]
        if not found or may_set_any_variable(pipeline):
            continue
        has_library = uses_library(pipeline)
        known = names_for_the_shell(pipeline)
        for step, text, name in found:
            if name in known or BUILD_VARIABLES.fullmatch(name) or _is_in_pod(project, step, name):
                continue
            if not is_visible(pipeline, name, text) or _is_set_elsewhere(pipeline, name):
                continue
            if not has_library:
                yield RULE.finding(text, found=text, name=name)
            elif _IN_CAMEL_CASE.fullmatch(name):
                yield replace(RULE.finding(text, found=text, name=name), severity=Severity.WARNING)


_IN_CAMEL_CASE = lazy.pattern(r"[a-z]+[A-Z]\w*")
"""How Groovy's variables are named, but hardly an environment variable that a library may set."""


def _expansions(script: Script) -> Iterator[tuple[Text, str]]:
    """The expansions in a script that sets no variable in a way that is not known, each with its name."""
    if any(program_name(command) in {".", "source", "eval"} for command in script.commands):
        return
    own = {name.value for name in script.assigned}
    own |= {word.value for command in script.commands if program_name(command) == "read" for word in command.words}
    for command in script.commands:
        for word in all_words(command):
            for text, name in expansions(word.text) if not word.literal else ():
                if name not in own:
                    yield text, name


def _is_in_pod(project: Project, step: Step, name: str) -> bool:
    """Whether the container may have an environment variable of that name."""
    containers = project.containers_of(step)
    return any(
        container.env is None or any(str(variable.name) == name for variable in container.env)
        for container in containers
    )


def _is_set_elsewhere(pipeline: Jenkinsfile, name: str) -> bool:
    """Whether Groovy reads or sets an environment variable of that name."""
    return f"env.{name}" in pipeline.text.value or f'env["{name}"]' in pipeline.text.value
