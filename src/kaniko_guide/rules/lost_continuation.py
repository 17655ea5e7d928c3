"""A line of a script that begins with a flag: the line before lacks its backslash, or a blank stands behind it.

No program's name begins with a dash; the shell says `not found`, and the command above ran without these flags. The
parser takes `--flag=value` at the beginning of a line for an assignment, which it is not: no variable has such a name.
"""

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
    name="lost-continuation",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="续行断了", en="A command cut off from its flags"),
    why=Bilingual(
        zh=(
            "行尾的反斜杠必须是这一行的最后一个字符。漏写、后面多一个空格、或者中间插一行注释，命令就在那里结束；"
            "下一行的参数被当成程序名，shell 报 `not found`，而上面的命令已经带着不全的参数运行了。"
        ),
        en=(
            "A backslash continues a command only as the very last character of its line. Without it, with a blank "
            "behind it, or with a comment in between, the command ends there. The shell then takes the next flag for a "
            "program (`not found`), and the command above has already run without it."
        ),
    ),
    message=Bilingual(zh="shell 会把 `{word}` 当成要运行的程序。", en="The shell takes `{word}` for a program to run."),
    help=Bilingual(
        zh="在上一行末尾写 `\\`，后面不留空格，中间不写注释。",
        en="End the line before with `\\`, with no blank behind it and no comment between.",
    ),
    source="POSIX, Shell Command Language, 2.2.1 Escape Character and 2.9.1 Simple Commands",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at each such flag."""
    for script in project.scripts:
        programs = [command.words[0].text for command in script.commands]
        first = {text.position().line: text for text in reversed([*programs, *script.assigned]) if _is_flag(text)}
        for text in first.values():
            yield RULE.finding(text, word=text)


def _is_flag(text: Text) -> bool:
    return text.value.startswith("-") and text.value.strip("-")[:1].isalpha()
