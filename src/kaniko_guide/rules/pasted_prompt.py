"""Shell prompts that were copied together with a command.

The shell runs `$` as a program and prints `command not found`; ShellCheck does not report it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.commands import all_commands
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import between, replacement
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.edits import Fix
    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.text import Text

RULE = Rule(
    name="pasted-prompt",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="命令里粘贴了提示符", en="Shell prompt in a command"),
    why=Bilingual(
        zh=("文档里行首的 `$` 是提示符，不是命令的一部分。shell 会把它当成程序名，报 `$: not found`，退出码为 127。"),
        en=(
            "The `$` at the start of a line in a document is a prompt, not part of the command. The shell "
            "runs it as a program and exits with `$: not found` and code 127."
        ),
    ),
    message=Bilingual(
        zh="`{prompt}` 是提示符，shell 会把它当成程序名。",
        en="`{prompt}` is a prompt; the shell runs it as a program.",
    ),
    help=Bilingual(zh="删掉它。", en="Delete it."),
    source="POSIX shell: an unquoted `$` before a space is literal",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the prompt."""
    for command in all_commands(project):
        first = command.words[0]
        if len(command.words) > 1 and first.text.value in {"$", "%"}:
            yield RULE.finding(first.text, fix=_without_prompt(first.text, command.words[1].text), prompt=first.value)


def _without_prompt(prompt: Text, program: Text) -> Fix | None:
    """The fix that deletes a prompt at the start of a line, with the spaces after it."""
    source, start = prompt.source.text, prompt.origin(0)
    own, gap = replacement(prompt, prompt.value, ""), between(prompt, program, " \t", "")
    is_first = not source[source.rfind("\n", 0, start) + 1 : start].strip(" \t")
    return (*own, *gap) if own is not None and gap is not None and is_first else None
