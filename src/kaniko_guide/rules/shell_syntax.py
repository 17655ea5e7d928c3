"""Shell that does not parse: a quote, a bracket, an `fi` or a `done` that is missing.

The grammar is tree-sitter's for bash; only what is surely wrong is reported (`sources/shell.py`), and nothing where
part of a step's string is known at run time only.
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

HELP = Bilingual(zh="补上缺少的部分。", en="Complete or correct it.")
MESSAGES = {
    shell.MISSING_TOKEN: Message("missing", shell.MISSING_TOKEN, HELP),
    shell.UNCLOSED_QUOTE: Message("open-quote", shell.UNCLOSED_QUOTE, HELP),
}

RULE = Rule(
    name="shell-syntax",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="shell 语法错误", en="Shell that does not parse"),
    why=Bilingual(
        zh=("少一个引号、`fi` 或 `done`，shell 会报 `syntax error` 并以退出码 2 结束。前面的命令可能已经执行了一半。"),
        en=(
            "With a quote, an `fi` or a `done` missing, the shell says `syntax error` and exits with 2, perhaps after "
            "it has run the commands above."
        ),
    ),
    messages=(*MESSAGES.values(),),
    source="bash -n, with which the tests compare it",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings where the grammar breaks."""
    for script in project.scripts:
        for problem in script.problems[:1]:
            yield RULE.finding(problem.where, MESSAGES[problem.template], **problem.values)
