"""Shell syntax errors: a missing quote, bracket, `fi` or `done`.

The grammar is tree-sitter's for bash. Only certain errors are reported (`sources/shell.py`), and none if part of the
step's string is only known at run time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import shell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

HELP = Bilingual(zh="补上缺少的部分。", en="Add what is missing.")
MESSAGES = {
    shell.MISSING_TOKEN: Message("missing", shell.MISSING_TOKEN, HELP),
    shell.UNCLOSED_QUOTE: Message("open-quote", shell.UNCLOSED_QUOTE, HELP),
}

RULE = Rule(
    name="shell-syntax",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="shell 语法错误", en="Shell syntax error"),
    why=Bilingual(
        zh="缺少引号、`fi` 或 `done` 时，shell 报 `syntax error`，退出码为 2，而前面的命令可能已经执行。",
        en=(
            "If a quote, an `fi` or a `done` is missing, the shell fails with `syntax error` and exit code "
            "2, possibly after it has run the commands above."
        ),
    ),
    messages=(*MESSAGES.values(),),
    source="bash -n, with which the tests compare it",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the first syntax error of each script."""
    for script in project.scripts:
        for problem in script.problems[:1]:
            yield RULE.finding(problem.where, MESSAGES[problem.template], **problem.values)
