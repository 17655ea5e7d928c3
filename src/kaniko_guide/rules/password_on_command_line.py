"""Literal passwords in a command line.

A literal password is visible in the file, in the shell's history and in the process list. A variable keeps it out of
the first two, and Jenkins masks it in the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.commands import all_commands, option_value, program_name
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Command, Word

RULE = Rule(
    name="password-on-command-line",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="命令行里的明文密码", en="Password on the command line"),
    why=Bilingual(
        zh=(
            "写在命令行里的密码可能留在脚本和 Git 历史、shell 历史以及进程列表里；Jenkins 的 `sh` 默认还会把整条命"
            "令打印到控制台。"
        ),
        en=(
            "A password on the command line may remain in the script and its Git history, in the shell's "
            "history and in the process list; by default Jenkins' `sh` also prints the whole command."
        ),
    ),
    message=Bilingual(zh="`{flag}` 的值是明文密码。", en="The value of `{flag}` is a literal password."),
    help=Bilingual(
        zh=(
            "通过标准输入传递：`--password-stdin`，或 `kubectl create secret … "
            "--from-file=.dockerconfigjson=/dev/stdin`。"
        ),
        en=(
            "Pass it on standard input: `--password-stdin`, or `kubectl create secret … "
            "--from-file=.dockerconfigjson=/dev/stdin`."
        ),
    ),
    source="kubectl create secret docker-registry --help; docker login --help, --password-stdin",
)

_LOGIN_PROGRAMS = frozenset({"docker", "podman", "nerdctl", "buildah", "crane", "skopeo", "oras", "helm", "executor"})
_CREDENTIAL_FLAGS = ("--creds", "--src-creds", "--dest-creds")


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each literal password."""
    for command in all_commands(project):
        name = program_name(command)
        if name == "kubectl":
            yield from _literal_passwords(command, "--docker-password")
        elif name in _LOGIN_PROGRAMS:
            yield from _literal_passwords(command, "--password", "--src-password", "--dest-password")
            if any(word.value == "login" for word in command.words):
                yield from _literal_passwords(command, "-p")
            yield from _literal_passwords(command, *_CREDENTIAL_FLAGS, after=":")


def _literal_passwords(command: Command, *names: str, after: str = "") -> Iterator[Finding]:
    for flag in names:
        found = option_value(command.words, flag)
        if found is None:
            continue
        secret = found[1].partition(after)[2] if after else found[1]
        if secret and not secret.startswith(("$", "`")) and _is_literal(found[0]):
            at = max(found[0].text.value.find(secret), 0)
            yield RULE.finding(found[0].text.cut(at, at + len(secret)), flag=flag)


def _is_literal(word: Word) -> bool:
    """Whether the word contains no expansion; in single quotes a dollar sign is literal."""
    return word.literal or "$" not in word.value
