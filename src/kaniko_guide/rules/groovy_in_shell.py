"""`${env.TAG}` or `${params.TAG}` in a string with single quotes, which Groovy leaves to the shell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.text import Text

RULE = Rule(
    name="groovy-in-shell",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="单引号里写了 Groovy 的变量", en="A Groovy variable in single quotes"),
    why=Bilingual(
        zh=(
            "Groovy 不替换单引号字符串（`'…'`、`'''…'''`）里的变量，shell 原样收到 `${env.TAG}`。"
            "shell 的变量名里不能有点，它报 `bad substitution` 并退出。"
        ),
        en=(
            "In a string with single quotes (`'…'`, `'''…'''`) Groovy replaces nothing, and the shell gets "
            "`${env.TAG}` as it stands. A shell's variable has no dot in its name: it stops with `bad substitution`."
        ),
    ),
    message=Bilingual(
        zh="shell 收到的就是 `{found}`，会报 `bad substitution`。",
        en="The shell gets `{found}` itself and stops with `bad substitution`.",
    ),
    help=Bilingual(
        zh="环境变量和构建参数在 shell 里都有同名变量：写成 `${{{name}}}`。",
        en="The environment's variables and the build's parameters are the shell's too: write `${{{name}}}`.",
    ),
    source="POSIX, Shell Command Language, 2.6.2 Parameter Expansion; jenkinsci/workflow-durable-task-step-plugin",
)

OBJECTS = frozenset({"env", "params", "currentBuild", "scm"})


def check(project: Project) -> Iterator[Finding]:
    """Findings at each such expansion."""
    for script in project.scripts:
        if script.step is None or not script.step.exact:
            continue
        for command in script.commands:
            for word in command.words:
                if not word.literal:
                    yield from _in(word.text)


def _in(text: Text) -> Iterator[Finding]:
    value = text.value
    at = value.find("${")
    while at >= 0:
        end = value.find("}", at) + 1
        owner, dot, name = value[at + 2 : end - 1].partition(".")
        if end and dot and owner in OBJECTS and name.isidentifier() and value[at - 1 : at] != "\\":
            yield RULE.finding(text.cut(at, end), found=value[at:end], name=name)
        at = value.find("${", at + 2)
