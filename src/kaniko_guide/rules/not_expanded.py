r"""Variables on the executor's command line that are not expanded: in single quotes, after a `\`, or without `$`.

Only checked where the exact text that the shell gets is known.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis import executor_calls
from kaniko_guide.analysis.commands import all_commands, program_name
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import remembered
from kaniko_guide.edits import raw_replacement
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.edits import Fix
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import ExecutorCall, Script
    from kaniko_guide.text import Text

RULE = Rule(
    name="not-expanded",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="变量没有展开", en="Unexpanded variable"),
    why=Bilingual(
        zh=(
            "shell 不展开单引号里的变量，也不展开反斜杠后面的 `$`；漏写 `$` 也一样。executor 收到的是字面文本："
            "多半没有这样的目录，`$` 在标签里也不合法，构建失败；漏写 `$` 的标签却是合法的，会照样推送。"
        ),
        en=(
            "The shell does not expand variables in single quotes or after a backslash (`\\$`), nor names "
            "without `$`. The executor gets the literal text: usually there is no such directory, and `$` is not "
            "allowed in a tag, so the build fails; a tag without the `$` is valid and is pushed."
        ),
    ),
    message=Bilingual(
        zh="executor 收到的是字面的 `{value}`，变量没有展开。",
        en="The executor gets the literal text `{value}`; the variable is not expanded.",
    ),
    help=Bilingual(
        zh='写成 `"$WORKSPACE"` 的形式：用双引号，`$` 前面没有反斜杠。',
        en='Write it like `"$WORKSPACE"`: in double quotes, without a backslash.',
    ),
    source="POSIX, Shell Command Language, 2.2 Quoting; runs g1-context-missing and f5-bad-tag-char, both executors",
)

_SINGLE_QUOTED = lazy.pattern(r"'(?:[\w./:-]|\$\w+|\$\{\w+\})+'", re.ASCII)

CHECKED_FLAGS = frozenset({"--context", "-c", "--destination", "-d", "--dockerfile", "-f", "--cache-repo"})


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the flag's value."""
    for call in executor_calls.build_calls(project):
        if call.script is None:
            yield from _in_pod(project, call)
        if call.script is None or not _is_exactly_known(call.script):
            continue
        literal = [word.text for word in call.words if word.literal]
        for flag in call.flags:
            value = flag.value or ""
            name = value[value.find("$") + 1 :].lstrip("{")
            holder = flag.value_text if flag.text.value == flag.name else flag.text
            if flag.name not in CHECKED_FLAGS or not any(text is holder for text in literal):
                continue
            if ("$" in value and name[:1].isalpha()) or value.partition("/")[0] == "WORKSPACE":
                where = flag.value_text or flag.text
                fix = _double_quoted(where) if _accepts_quotes(call.script) else None
                yield RULE.finding(where, fix=fix, value=value)


def _in_pod(project: Project, call: ExecutorCall) -> Iterator[Finding]:
    """Yields a finding at each variable in `args` of a pod, which no shell reads, unless a program may fill it in.

    Other variables than `$PWD` only count in a file that `yamlFile` names, which the plugin takes as it is.
    """
    pattern = _VARIABLE if call.where.source.path in _files_of_agents(project) else _PWD
    for flag in call.flags:
        value = flag.value or ""
        if flag.name in CHECKED_FLAGS and pattern.search(value):
            if any(program_name(command) in _FILLING for command in all_commands(project)):
                return
            yield replace(RULE.finding(flag.value_text or flag.text, value=value), severity=Severity.WARNING)


@remembered
def _files_of_agents(project: Project) -> frozenset[str]:
    """The files that `yamlFile` names, if no step reads or writes files."""
    sources = [source for pod in project.pods for source in project.sources_of(pod)]
    if any(_STEPS.search(pipeline.text.value) for pipeline in project.jenkinsfiles):
        return frozenset()
    return frozenset(pod.where.source.path for source in sources if source.path is not None for pod in source.pods)


_STEPS = lazy.pattern(r"\b(?:readFile|readTrusted|libraryResource|writeFile|writeYaml)\b")
_FILLING = frozenset({"awk", "envsubst", "gomplate", "j2", "perl", "python", "python3", "sed", "yq"})
_PWD = lazy.pattern(r"\$(?:PWD\b|\{PWD\}|\(pwd\))|`pwd`")
_VARIABLE = lazy.pattern(r"\$\{[A-Za-z_]\w*\}|\$\(pwd\)|\$PWD\b|`pwd`")


def _accepts_quotes(script: Script) -> bool:
    """Whether a double quote has no other meaning around a script: in a file, and in a string with three quotes."""
    text = script.text
    start = text.origin(0)
    return script.step is None or text.source.text[start - 3 : start] == "'''"


def _double_quoted(where: Text) -> Fix | None:
    """The fix that replaces single quotes around a text with variables by double quotes."""
    if not _SINGLE_QUOTED.fullmatch(where.value):
        return None
    first, last = raw_replacement(where, "'", '"'), raw_replacement(where, "'", '"', len(where) - 1)
    return (*first, *last) if first is not None and last is not None else None


def _is_exactly_known(script: Script) -> bool:
    return script.step is None or script.step.exact
