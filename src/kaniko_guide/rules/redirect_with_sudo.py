"""A redirection next to `sudo`: into a file named `sudo`, or done by the shell without the rights of `sudo`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.commands import all_commands, program_name
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command

NAMED = Message(
    "named",
    Bilingual(
        zh="输出写进了名为 `sudo` 的文件，`{path}` 没有写入。",
        en="The output goes into a file named `sudo`; `{path}` is not written.",
    ),
    Bilingual(
        zh="以 root 运行的容器里直接重定向到 `{path}`；其他地方改用管道：`… | sudo tee {path} > /dev/null`。",
        en=(
            "In a container that runs as root redirect to `{path}`; elsewhere use a pipe: `… | sudo tee {path} > "
            "/dev/null`."
        ),
    ),
)
RIGHTS = Message(
    "rights",
    Bilingual(
        zh="重定向到 `{path}` 不经过 `sudo`，没有写入权限时会失败。",
        en=("The redirection to `{path}` is not done by `sudo`; without the right to write there it fails."),
    ),
    Bilingual(
        zh="写成 `… | sudo tee {path} > /dev/null`。",
        en="Write `… | sudo tee {path} > /dev/null`.",
    ),
)

RULE = Rule(
    name="redirect-with-sudo",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(
        zh="`sudo` 管不到重定向",
        en="Redirection that `sudo` does not do",
    ),
    why=Bilingual(
        zh=(
            "重定向由当前的 shell 完成，`sudo` 只提升它后面的命令的权限。写成 `> sudo 文件`，内容就进了名"
            "为 `sudo` 的文件，后面的路径成了参数，目标文件没有写入。"
        ),
        en=(
            "The shell does redirections itself; `sudo` only raises the rights of the command after it. "
            "With `> sudo FILE` the output goes into a file named `sudo`, the path becomes an argument, "
            "and the file is not written."
        ),
    ),
    messages=(NAMED, RIGHTS),
    source="POSIX, Shell Command Language, 2.7 Redirection; sudo(8), Examples",
)


_SYSTEM_PATHS = ("/etc/", "/usr/", "/opt/", "/root/", "/kaniko/", "/var/lib/")
"""Directories to which only root may write."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the target of the redirection."""
    for command in all_commands(project):
        for redirection in command.redirections:
            target = redirection.target
            if ">" not in redirection.operator:
                continue
            if target.value == "sudo":
                yield RULE.finding(target.text, NAMED, path=_word_after(command, target.text.origin(0)))
            elif program_name(command) == "sudo" and target.value.startswith(_SYSTEM_PATHS):
                yield RULE.finding(target.text, RIGHTS, path=target.value)


def _word_after(command: Command, start: int) -> str:
    """The first word of a command after a position."""
    return next((word.value for word in command.words if word.text.origin(0) > start), "…")
