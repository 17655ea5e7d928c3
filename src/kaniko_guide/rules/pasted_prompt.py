"""A shell prompt that was copied along with its command.

The shell takes `$` for the program's name and says `command not found`; shellcheck is silent about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.commands import all_commands
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

RULE = Rule(
    name="pasted-prompt",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="把命令提示符也粘贴进来了", en="A prompt pasted along with its command"),
    why=Bilingual(
        zh="文档里行首的 `$` 只是提示符，不是命令的一部分。shell 会把它当成程序名，报 `$: not found`，退出码 127。",
        en=(
            "The `$` in front of a command in a document is a prompt, not part of it. The shell takes it for the "
            "program's name, says `$: not found` and exits with 127."
        ),
    ),
    message=Bilingual(
        zh="`{prompt}` 是提示符，shell 会把它当成要运行的程序。",
        en="`{prompt}` is a prompt; the shell takes it for the program to run.",
    ),
    help=Bilingual(zh="删掉它。", en="Delete it."),
    source="POSIX shell: an unquoted `$` before a blank stands for itself",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at the prompt."""
    for command in all_commands(project):
        first = command.words[0]
        if len(command.words) > 1 and first.text.value in {"$", "%"}:
            yield RULE.finding(first.text, prompt=first.value)
