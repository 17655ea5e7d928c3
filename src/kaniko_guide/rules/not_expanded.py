r"""A variable on the executor's command line that nothing expands: in single quotes, behind a `\`, or without its `$`.

Judged only where the exact text is known that the shell gets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import executor_calls
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Script

RULE = Rule(
    name="not-expanded",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="变量没有被替换", en="A variable that nothing expands"),
    why=Bilingual(
        zh=(
            "shell 不替换单引号里的变量，也不替换 `\\$` 后面的。漏写 `$` 也一样。"
            "executor 收到的就是这几个字：没有这样的目录，也没有这样的标签，构建失败。"
        ),
        en=(
            "The shell replaces no variable inside single quotes, nor one behind `\\$`. The executor gets the very "
            "letters: there is no such folder and no such tag, and the build fails. A forgotten `$` does the same."
        ),
    ),
    message=Bilingual(
        zh="executor 收到的就是 `{value}`，变量没有被替换。",
        en="The executor gets `{value}` itself; nothing replaces the variable.",
    ),
    help=Bilingual(
        zh='写成 `"$WORKSPACE"`：用双引号，`$` 前面没有反斜杠。',
        en='Write it like `"$WORKSPACE"`: double quotes, no backslash.',
    ),
    source="POSIX, Shell Command Language, 2.2 Quoting; runs g1-context-missing and f5-bad-tag-char, both executors",
)

JUDGED = frozenset({"--context", "-c", "--destination", "-d", "--dockerfile", "-f", "--cache-repo"})


def check(project: Project) -> Iterator[Finding]:
    """Findings at the flag's value."""
    for call in executor_calls.build_calls(project):
        if call.script is None or not _is_exact(call.script):
            continue
        literal = [word.text for word in call.words if word.literal]
        for flag in call.flags:
            value = flag.value or ""
            name = value[value.find("$") + 1 :].lstrip("{")
            holder = flag.value_text if flag.text.value == flag.name else flag.text
            if flag.name not in JUDGED or not any(text is holder for text in literal):
                continue
            if ("$" in value and name[:1].isalpha()) or value.partition("/")[0] == "WORKSPACE":
                yield RULE.finding(flag.value_text or flag.text, value=value)


def _is_exact(script: Script) -> bool:
    return script.step is None or script.step.exact
