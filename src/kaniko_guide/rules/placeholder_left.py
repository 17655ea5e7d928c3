"""A placeholder of some document that was left in a command: `<pod-name>`, `your-secret-key`, `你的密钥`.

shellcheck is silent about them; the shell itself takes `<pod-name>` for two redirections.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kaniko_guide.analysis.commands import all_commands, program_name
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command
    from kaniko_guide.text import Text

RULE = Rule(
    name="placeholder-left",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="占位符没有替换", en="A placeholder left in a command"),
    why=Bilingual(
        zh=(
            "`<pod-name>`、`your-secret-key`、`你的密钥` 要换成真实的值。`<` 和 `>` 更糟："
            "shell 把它们当作重定向，会去读名为 `pod-name` 的文件，或者把输出写进别的文件。"
        ),
        en=(
            "`<pod-name>`, `your-secret-key`, `你的密钥` and the like stand for a value of yours. Angle brackets are "
            "worse than wrong: to the shell they are redirections, and it reads or writes files of those names."
        ),
    ),
    message=Bilingual(
        zh="`{text}` 是占位符，还没有换成真实的值。",
        en="`{text}` is a placeholder, not yet a value of yours.",
    ),
    help=Bilingual(zh="换成你自己的值。", en="Put your own value there."),
    source="POSIX shell, 2.7 Redirection",
)

_TOOLS = (
    {"kubectl", "helm", "docker", "podman", "nerdctl", "buildah", "crictl", "ctr"}
    | {"crane", "skopeo", "oras", "cosign", "executor"}
    | {"git", "curl", "wget", "mvn", "ssh", "scp"}
)
_PLACEHOLDER = re.compile(
    r"(?<!<)<(?!none>)[^\W\d][^<>=@]*(?<!\s)>"
    r"|(?<![a-z0-9])your[-_][a-z0-9_-]+"
    r"|(?<![a-z0-9])(?:change[-_]?me|replace[-_]me|x{3,})(?![a-z0-9])"
    r"|(?:你的|您的|请填写|请替换)\w*"
    r"|\*{3,}",
    re.IGNORECASE,
)
"""Looked for in the words of commands, never in code."""


def check(project: Project) -> Iterator[Finding]:
    """Findings at each placeholder."""
    for command in all_commands(project):
        if any(word.value.rpartition("/")[2] in _TOOLS for word in command.words[:2]) and not _is_message(command):
            for word in command.words[1:]:
                yield from _in(word.text)
            yield from _redirected(command)
    for call in project.executor_calls:
        if call.script is None:
            for flag in call.flags:
                yield from _in(flag.value_text or flag.text)


def _is_message(command: Command) -> bool:
    """Whether the command's words are prose of its own: `git commit`, `git tag`."""
    return program_name(command) == "git" and any(word.value in {"commit", "tag"} for word in command.words[1:])


def _in(text: Text) -> Iterator[Finding]:
    """Findings at each placeholder in a word; in XML angle brackets are none."""
    for found in _PLACEHOLDER.finditer(text.value):
        if found.group().startswith("<") and "</" in text.value:
            continue
        yield RULE.finding(text.cut(found.start(), found.end()), text=found.group())


def _redirected(command: Command) -> Iterator[Finding]:
    """`<pod-name>`, which the shell reads as `< pod-name` and `>`."""
    if program_name(command) in {"cat", "echo"}:
        return
    for first in command.redirections:
        target = first.target.text
        start = target.origin(0) - 1
        written = target.source.text[start : start + len(target) + 2]
        if first.operator == "<" and written == f"<{target.value}>":
            yield RULE.finding(target.build(target.source, [(written, start)]), text=written)
