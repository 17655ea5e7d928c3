"""`${env.TAG}` or `${params.TAG}` in a single-quoted string, which Groovy passes to the shell unchanged."""

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
    title=Bilingual(zh="单引号里的 Groovy 变量", en="Groovy variable in single quotes"),
    why=Bilingual(
        zh=(
            "Groovy 不替换单引号字符串（`'…'`、`'''…'''`）里的变量，shell 会原样收到 `${env.TAG}`。shell 变量"
            "名不能含点，所以 shell 报 `bad substitution` 并退出。"
        ),
        en=(
            "Groovy does not interpolate single-quoted strings (`'…'`, `'''…'''`), so the shell gets "
            "`${env.TAG}` unchanged. Shell variable names cannot contain a dot, and the shell exits with "
            "`bad substitution`."
        ),
    ),
    message=Bilingual(
        zh="shell 会原样收到 `{found}`，报 `bad substitution`。",
        en="The shell gets `{found}` unchanged and fails with `bad substitution`.",
    ),
    help=Bilingual(
        zh="环境变量和构建参数在 shell 里有同名的变量：写成 `${{{name}}}`。",
        en="Environment variables and build parameters are shell variables too: write `${{{name}}}`.",
    ),
    source="POSIX, Shell Command Language, 2.6.2 Parameter Expansion; jenkinsci/workflow-durable-task-step-plugin",
)

GROOVY_OBJECTS = frozenset({"env", "params", "currentBuild", "scm"})


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such expansion."""
    for script in project.scripts:
        if script.step is None or not script.step.exact:
            continue
        for command in script.commands:
            for word in command.words:
                if not word.literal:
                    yield from _expansions_in(word.text)


def _expansions_in(text: Text) -> Iterator[Finding]:
    value = text.value
    at = value.find("${")
    while at >= 0:
        end = value.find("}", at) + 1
        owner, dot, name = value[at + 2 : end - 1].partition(".")
        if end and dot and owner in GROOVY_OBJECTS and name.isidentifier() and value[at - 1 : at] != "\\":
            yield RULE.finding(text.cut(at, end), found=value[at:end], name=name)
        at = value.find("${", at + 2)
