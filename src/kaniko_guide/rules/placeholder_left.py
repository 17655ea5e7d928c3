"""Placeholders in commands and steps that were not replaced: `<pod-name>`, `your-secret-key`, `你的密钥`.

ShellCheck does not report them; the shell reads `<pod-name>` as two redirections. In a manifest only a suggestion,
since the file may be a template that is filled in elsewhere.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis.commands import all_commands, program_name, redirected_placeholders
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity
from kaniko_guide.sources import yaml_tree
from kaniko_guide.sources.groovy import tree
from kaniko_guide.sources.groovy.tree import Call, ListOrMap, nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.groovy.tree import Node
    from kaniko_guide.sources.model import Command, Jenkinsfile
    from kaniko_guide.text import Text

RULE = Rule(
    name="placeholder-left",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="没有替换的占位符", en="Unreplaced placeholder"),
    why=Bilingual(
        zh=(
            "`<pod-name>`、`your-secret-key`、`你的密钥` 要换成实际的值。`<` 和 `>` 后果更严重：shell 把它们"
            "当作重定向，会读取名为 `pod-name` 的文件，或者把输出写进别的文件。"
        ),
        en=(
            "`<pod-name>`, `your-secret-key`, `你的密钥` and the like must be replaced by real values. Angle "
            "brackets are worse: the shell reads them as redirections, and reads or writes files with those "
            "names."
        ),
    ),
    message=Bilingual(
        zh="`{text}` 是占位符，还没有替换。",
        en="`{text}` is a placeholder.",
    ),
    help=Bilingual(zh="换成实际的值。", en="Replace it with the real value."),
    source="POSIX shell, 2.7 Redirection; jenkinsci/credentials-plugin, IdCredentials: characters of an ID",
)

_PROGRAMS = (
    {"kubectl", "helm", "docker", "podman", "nerdctl", "buildah", "crictl", "ctr"}
    | {"crane", "skopeo", "oras", "cosign", "executor"}
    | {"git", "curl", "wget", "mvn", "ssh", "scp"}
)
_PLACEHOLDER = lazy.pattern(
    r"(?<!<)<(?!none>)[^\W\d][^<>=@]*(?<!\s)>"
    r"|(?<![a-z0-9])your[-_][a-z0-9_-]+"
    rf"|(?<![a-z0-9]){yaml_tree.TO_REPLACE}(?![a-z0-9])"
    r"|(?:你的|您的|请填写|请替换)\w*"
    r"|\*{3,}",
    re.IGNORECASE,
)
"""Searched in the words of commands only, never in code."""


_CLOSING_TAG = lazy.pattern(r"<\\*/")


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each placeholder."""
    for command in all_commands(project):
        if any(word.value.rpartition("/")[2] in _PROGRAMS for word in command.words[:2]) and not _is_message(command):
            for word in command.words[1:]:
                yield from _placeholders_in(word.text)
            yield from _redirections(command)
    for pipeline in project.jenkinsfiles:
        yield from _in_steps(pipeline)
    for call in project.executor_calls:
        if call.script is None:
            for flag in call.flags:
                for finding in _placeholders_in(flag.value_text or flag.text):
                    yield replace(finding, severity=Severity.INFO)


def _is_message(command: Command) -> bool:
    """Whether the command's arguments are prose: `git commit`, `git tag`."""
    return program_name(command) == "git" and any(word.value in {"commit", "tag"} for word in command.words[1:])


def _placeholders_in(text: Text) -> Iterator[Finding]:
    """Yields a finding at each placeholder in a word; angle brackets in XML and variables are not placeholders."""
    for found in _PLACEHOLDER.finditer(text.value):
        if found.group().startswith("<") and _CLOSING_TAG.search(text.value):
            continue
        if text.value[: found.start()].endswith(("$", "${")):
            continue
        yield RULE.finding(text.cut(found.start(), found.end()), text=found.group())


def _in_steps(pipeline: Jenkinsfile) -> Iterator[Finding]:
    """Yields a finding at each placeholder in an address or the ID of credentials, which may contain no `<`."""
    for node in nodes(tree.statements(pipeline.code)):
        entries = node.arguments if isinstance(node, Call) else node.parts if isinstance(node, ListOrMap) else ()
        for entry in entries:
            if entry.name in _IDENTIFIERS:
                yield from _in_string(pipeline, entry.value, _IN_BRACKETS)
        if isinstance(node, Call) and node.receiver is None and node.name in _CHECKOUTS:
            for address in _addresses(node):
                yield from _in_string(pipeline, address, _IN_ADDRESS)


def _addresses(checkout: Call) -> Iterator[Node]:
    """The addresses of repositories in a call of `git` or `checkout`."""
    if checkout.name == "git" and checkout.arguments and not checkout.arguments[0].name:
        yield checkout.arguments[0].value
    pending: list[Node] = [checkout]
    while pending:
        node = pending.pop()
        entries = node.arguments if isinstance(node, Call) else node.parts if isinstance(node, ListOrMap) else ()
        yield from (entry.value for entry in entries if entry.name == "url")
        pending += tree.child_nodes(node)


def _in_string(pipeline: Jenkinsfile, node: Node, pattern: re.Pattern[str]) -> Iterator[Finding]:
    """Yields a finding at a placeholder of this form in a string without variables."""
    value = tree.string_content(node)
    found = pattern.search(value) if value is not None else None
    start = -1 if found is None else pipeline.code.text.value.find(found[0], node.start, node.end)
    if found is not None and start >= 0:
        yield RULE.finding(pipeline.code.text.cut(start, start + len(found[0])), text=found[0])


_CHECKOUTS = frozenset({"checkout", "git"})
_IN_ADDRESS = lazy.pattern(
    rf"(?<![a-z0-9])(?:your[-_](?:[a-z0-9_-]*[a-z0-9])|{yaml_tree.TO_REPLACE}(?![a-z0-9]))", re.IGNORECASE
)
_IDENTIFIERS = frozenset({"credentialsId", "kubeconfigId", "registryCredentialsId", "registryUrl", "url"})
_IN_BRACKETS = lazy.pattern(r"<[^\W\d][^<>=@%$]*(?<!\s)>|[你您]的\w*")


def _redirections(command: Command) -> Iterator[Finding]:
    """Yields a finding at `<pod-name>`, which the shell reads as `< pod-name` and `>`."""
    if program_name(command) in {"cat", "echo"}:
        return
    for target in redirected_placeholders(command):
        start = target.origin(0) - 1
        written = f"<{target.value}>"
        yield RULE.finding(target.build(target.source, [(written, start)]), text=written)
