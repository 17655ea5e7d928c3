"""Script lines that begin with a flag, because the previous line's backslash is missing or followed by a space.

No program's name begins with a dash: the shell prints `not found`, and the previous command ran without these flags.
The parser reads `--flag=value` at the beginning of a line as an assignment, which it is not, as no variable has such a
name.
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
    title=Bilingual(zh="续行中断", en="Missing line continuation"),
    why=Bilingual(
        zh=(
            "行尾的反斜杠必须是这一行的最后一个字符。漏写反斜杠、后面多一个空格，或者中间插入一行注释，命令都"
            "会在那里结束；shell 把下一行的参数当成程序名，报 `not found`，而上面的命令已经带着不完整的参数运"
            "行了。"
        ),
        en=(
            "A backslash only continues a command if it is the last character of the line. If it is missing, "
            "or if a space or a comment follows it, the command ends there. The shell then runs the next "
            "flag as a program (`not found`), and the command above has already run without it."
        ),
    ),
    message=Bilingual(zh="shell 会把 `{word}` 当成程序名。", en="The shell runs `{word}` as a program."),
    help=Bilingual(
        zh="在上一行末尾写 `\\`，后面不留空格，中间不写注释。",
        en="End the previous line with `\\`, without a space after it and without a comment in between.",
    ),
    source="POSIX, Shell Command Language, 2.2.1 Escape Character and 2.9.1 Simple Commands",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such flag."""
    for script in project.scripts:
        programs = [command.words[0].text for command in script.commands]
        first = {text.position().line: text for text in reversed([*programs, *script.assigned]) if _is_flag(text)}
        for text in first.values():
            yield RULE.finding(text, word=text)


def _is_flag(text: Text) -> bool:
    return text.value.startswith("-") and text.value.strip("-")[:1].isalpha()
