"""Groovy in a script of the shell: `${env.TAG}` or `${args.tag}` in a single-quoted string, a comment with `//`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis.commands import all_words, expanded_names
from kaniko_guide.analysis.groovy_variables import names_for_the_shell
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Script
    from kaniko_guide.text import Text

ENVIRONMENT = Message(
    "environment",
    Bilingual(
        zh="shell 会原样收到 `{found}`，报 `bad substitution`。",
        en="The shell gets `{found}` unchanged and fails with `bad substitution`.",
    ),
    Bilingual(
        zh="环境变量和构建参数在 shell 里有同名的变量：写成 `${{{name}}}`。",
        en="Environment variables and build parameters are shell variables too: write `${{{name}}}`.",
    ),
)
OTHER = Message(
    "other",
    Bilingual(
        zh="shell 会原样收到 `{found}`，报 `bad substitution`。",
        en="The shell gets `{found}` unchanged and fails with `bad substitution`.",
    ),
    Bilingual(
        zh="要让 Groovy 替换它，脚本改用双引号，shell 的变量写成 `\\$…`；要原样传给程序，放进 shell 的单引号。",
        en=(
            "To let Groovy replace it, put the script in double quotes and write the shell's variables as `\\$…`; to "
            "pass it to a program unchanged, put it in single quotes of the shell."
        ),
    ),
)

UNBRACED = Message(
    "unbraced",
    Bilingual(
        zh="shell 里没有 `{owner}`：`{found}` 展开后只剩 `.{name}`。",
        en="The shell has no variable `{owner}`: `{found}` becomes `.{name}`.",
    ),
    Bilingual(
        zh="环境变量和构建参数在 shell 里有同名的变量：写成 `${{{name}}}`。",
        en="Environment variables and build parameters are shell variables too: write `${{{name}}}`.",
    ),
)
COMMENT = Message(
    "comment",
    Bilingual(
        zh="`//` 在 shell 里不是注释：这一行会作为命令或参数执行。",
        en="`//` starts no comment in the shell: the line is run as a command or an argument.",
    ),
    Bilingual(
        zh="注释写成 `#`；用 `\\` 续行的命令中间不能有注释，删掉这一行。",
        en="Write `#`; delete the line if it is in the middle of a command that `\\` continues.",
    ),
)

STATEMENT = Message(
    "statement",
    Bilingual(
        zh="`{found}` 是 Groovy 语句，shell 不能执行，步骤失败。",
        en="`{found}` is a statement of Groovy; the shell can't run it, and the step fails.",
    ),
    Bilingual(
        zh="把这一行移到 `sh` 外面的 `script {{ … }}` 里，或者换成 shell 的命令。",
        en="Move the line out of `sh` into `script {{ … }}`, or write a command of the shell.",
    ),
)

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
    messages=(ENVIRONMENT, OTHER, UNBRACED, COMMENT, STATEMENT),
    source="POSIX, Shell Command Language, 2.6.2 Parameter Expansion; jenkinsci/workflow-durable-task-step-plugin",
)

GROOVY_OBJECTS = frozenset({"env", "params", "currentBuild", "scm"})


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such expansion."""
    names: dict[str, frozenset[str]] = {}
    for pipeline in project.jenkinsfiles:
        if "$env." in pipeline.text.value or "$params." in pipeline.text.value:
            names[pipeline.text.source.path] = names_for_the_shell(pipeline)
    for script in project.scripts:
        if script.step is not None:
            yield from _statements(script)
        if script.step is None or not script.step.exact:
            continue
        yield from _unbraced(script, names.get(script.text.source.path, frozenset()))
        if "<<" not in script.text.value:
            yield from _expansions_in(script.text)
            continue
        for command in script.commands:
            for word in all_words(command):
                if not word.literal:
                    yield from _expansions_in(word.text)


def _statements(script: Script) -> Iterator[Finding]:
    """Yields a finding at each command that is a declaration or an assignment of Groovy."""
    for command in script.commands:
        words = command.words
        values = [word.value for word in words[:3]]
        declares = values[0] == "def" and len(values) > 1 and ("=" in values[1] or values[2:] == ["="])
        assigns = _PROPERTY.fullmatch(values[0]) is not None and values[1:2] == ["="]
        if (declares or assigns) and f"{values[0]}()" not in script.text.value:
            yield RULE.finding(words[0].text, STATEMENT, found=" ".join(values))


_PROPERTY = lazy.pattern(r"(?:env|currentBuild)\.\w+")


def _unbraced(script: Script, names: frozenset[str]) -> Iterator[Finding]:
    """Yields a finding at each `$env.NAME` and `$params.NAME`, unless the file sets a variable named so.

    Args:
        script: the script.
        names: the environment variables of its pipeline.
    """
    for command in script.commands:
        for word in all_words(command):
            if word.literal or "." not in word.value:
                continue
            expanded = {text.origin(0) for text in expanded_names(word.text)}
            for found in _PROPERTY_OF_GROOVY.finditer(word.text.value):
                where, owner = word.text.cut(*found.span()), found["owner"]
                name = found["name"]
                is_variable = name in names or "_" in name or not name.islower()
                if where.origin(0) in expanded and is_variable and not _is_set(script, owner):
                    yield RULE.finding(where, UNBRACED, found=where, owner=owner, name=found["name"])


def _is_set(script: Script, name: str) -> bool:
    """Whether the file may give the shell a variable of that name."""
    return any(entry.value == name for entry in script.assigned) or _may_be_set(script.text.source.text, name)


@lru_cache(maxsize=8)
def _may_be_set(file: str, name: str) -> bool:
    pattern = rf"[\"']{name}(?:[\"']|=)|\bread\b[^\n]*\b{name}\b|\bname:[ \t]*{name}\b"
    return re.search(pattern, file) is not None


_PROPERTY_OF_GROOVY = lazy.pattern(r"\$(?P<owner>env|params)\.(?P<name>[A-Za-z]\w*)(?!\()")
"""A name in small letters may be a suffix: `$env.yaml`."""


def _expansions_in(text: Text) -> Iterator[Finding]:
    quote = ""
    for found in _PART.finditer(text.value):
        part = found.group()
        if part in {"'", '"'}:
            quote = "" if quote == part else quote or part
        elif found["comment"] is not None:
            if not quote:
                yield RULE.finding(text.cut(found.end() - 2, found.end()), COMMENT)
        elif part.startswith("#"):
            continue
        elif part.startswith("${") and quote != "'":
            is_environment = found["owner"] in GROOVY_OBJECTS and found["name"] is not None
            where = text.cut(found.start(), found.end())
            yield RULE.finding(where, ENVIRONMENT if is_environment else OTHER, found=part, name=found["name"])


_PART = lazy.pattern(
    r"""\\[^\n]|['"]|(?P<comment>(?<![^\n])[ \t]*//(?=\s|[\w-]+(?:[^/\w-]|$)))|(?<![^\s;&|(])\#[^\n]*"""
    r"""|\$\{(?P<owner>[A-Za-z_]\w*)(?:\.(?:(?P<name>[A-Za-z_]\w*)\}|[^{}'"\s]*\})|\([^{}'"]*\})"""
)
"""A quote, an escape, `//` at the start of a line, a comment, or `${a.b}` or `${a()}`, which no shell has."""
