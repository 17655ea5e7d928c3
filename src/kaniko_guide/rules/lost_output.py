"""The output of an `sh` step that is used but not returned, or whose line end splits a command."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources.groovy import tree
from kaniko_guide.sources.groovy.interpolations import find_names
from kaniko_guide.sources.groovy.tokens import String
from kaniko_guide.sources.groovy.tree import Call, Literal, Property

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.groovy.interpolations import Interpolation
    from kaniko_guide.sources.groovy.tree import Node, Statement
    from kaniko_guide.sources.model import Jenkinsfile

NOT_RETURNED = Message(
    "not-returned",
    Bilingual(
        zh="`{step}` 没有写 `returnStdout: true`，它的值是 `null`。",
        en="Without `returnStdout: true` the value of `{step}` is `null`.",
    ),
    Bilingual(
        zh="写成 `{step}(script: '…', returnStdout: true).trim()`。",
        en="Write `{step}(script: '…', returnStdout: true).trim()`.",
    ),
)
NOT_TRIMMED = Message(
    "not-trimmed",
    Bilingual(
        zh="`{name}` 以换行结尾，命令在这里断开，后面的参数成了另一条命令。",
        en="`{name}` ends with a line end, which ends the command here; what follows becomes another command.",
    ),
    Bilingual(zh="在第 {line} 行的 `sh(…)` 后面加 `.trim()`。", en="Add `.trim()` to the `sh(…)` on line {line}."),
)

RULE = Rule(
    name="lost-output",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="命令的输出没有正确取回", en="Output of a command that is not returned or not trimmed"),
    why=Bilingual(
        zh=(
            "`sh` 只有写了 `returnStdout: true` 才返回命令的输出，否则返回 `null`，字符串里就成了 `null`。输出末尾的换"
            "行也会返回；不去掉，用到它的命令会断成两行。"
        ),
        en=(
            "`sh` only returns the output of a command with `returnStdout: true`; otherwise it returns `null`, which "
            "strings contain as the word `null`. The line end at the end of the output is returned too, and splits the "
            "command in which it is used."
        ),
    ),
    messages=(NOT_RETURNED, NOT_TRIMMED),
    source="jenkinsci/workflow-durable-task-step-plugin at 46cb22ff, ShStep help: `returnStdout`",
)

_SHELLS = frozenset({"sh", "bat", "powershell", "pwsh"})
_USED_AS_VALUE = lazy.pattern(r"=\s*(?:sh|bat|powershell|pwsh)\b|\)\s*\.\s*\w")
"""Files without this have no step whose value is used."""

_RETURNING = frozenset({"returnStdout", "returnStatus"})

_ENDS_WITH_A_LINE = lazy.pattern(
    r"(?:git\s+(?:rev-parse|describe|log|branch|tag|config|show|rev-list)|date|whoami|hostname|pwd|uname|id|basename|dirname"
    r"|wc|cut|awk|grep|sed|sort|uniq|echo(?!\s+-n))\b(?!.*(?:printf|%n|format:))[^|;&\n]*"
)
"""A last command whose output ends with a line end."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the step, or where the value is used."""
    for pipeline in project.jenkinsfiles:
        if pipeline.problems or not _USED_AS_VALUE.search(pipeline.text.value):
            continue
        statements = list(_all_statements(tree.statements(pipeline.code)))
        yield from _not_returned(pipeline, statements)
        yield from _not_trimmed(pipeline, statements)


def _not_returned(pipeline: Jenkinsfile, statements: Sequence[Statement]) -> Iterator[Finding]:
    text = pipeline.code.text
    for statement in statements:
        used = statement.name is not None and len(re.findall(rf"\b{re.escape(statement.name)}\b", text.value)) > 1
        for value in statement.values:
            call = value if statement.keyword in {"def", "="} and used else _receiver(value)
            if isinstance(call, Call) and call.receiver is None and call.name in _SHELLS and _is_plain(call):
                where = text.cut(call.name_start, call.name_start + len(call.name))
                yield RULE.finding(where, NOT_RETURNED, step=call.name)


def _receiver(value: Node) -> Node | None:
    """`sh '…'` in `sh('…').trim()`."""
    return value.receiver if isinstance(value, Call | Property) else None


def _is_plain(call: Call) -> bool:
    """Whether the arguments are known, and none makes the step return something."""
    names = {entry.name for entry in call.arguments if entry.name is not None}
    scripts = [entry.value for entry in call.arguments if entry.name in {None, "script"}]
    return len(scripts) == 1 and isinstance(scripts[0], Literal) and not names & _RETURNING


def _not_trimmed(pipeline: Jenkinsfile, statements: Sequence[Statement]) -> Iterator[Finding]:
    text = pipeline.code.text
    untrimmed = {
        statement.name: statement
        for statement in statements
        if statement.keyword in {"def", "="} and statement.receiver is None and statement.name is not None
        if len(statement.values) == 1 and _ends_with_a_line(statement.values[0])
    }
    for name, statement in untrimmed.items():
        assigned = len(re.findall(rf"(?<![\w.]){name}\s*=(?!=)", text.value))
        if assigned != 1 or re.search(rf"\b{name}\s*(?:\)|\.\s*(?:trim|replace|split|strip|readLines))", text.value):
            continue
        for use in find_names(pipeline.code):
            if use.name == name and not use.of_env and not use.method and _splits_a_command(pipeline, use):
                line = pipeline.code.text.cut(statement.start, statement.end).position().line
                yield RULE.finding(use.text, NOT_TRIMMED, name=name, line=line)


def _splits_a_command(pipeline: Jenkinsfile, use: Interpolation) -> bool:
    """Whether an argument follows on the same line, and the shell has no open quote there."""
    source, start = pipeline.text.source.text, use.text.origin(0)
    before = source[max(source.rfind("\n", 0, start) + 1, use.string.origin(0)) : start]
    before = before.removeprefix('"""').removeprefix('"')
    after = source[start + len(use.text) :].partition("\n")[0].rstrip(" \t\r'\"\\)};")
    return bool(after) and before.count('"') % 2 == 0 and before.count("'") % 2 == 0


def _ends_with_a_line(value: Node) -> bool:
    """Whether a value is the output of a command that ends with a line end, as `sh(script: 'date', …)` is."""
    if not isinstance(value, Call) or value.receiver is not None or value.name != "sh":
        return False
    named = {entry.name: entry.value for entry in value.arguments}
    script, returned = named.get("script"), named.get("returnStdout")
    if not isinstance(script, Literal) or not isinstance(script.item, String) or not isinstance(returned, Literal):
        return False
    if isinstance(returned.item, String) or returned.item.value != "true":
        return False
    parts = "".join(part[0] if isinstance(part, tuple) else "x" for part in script.item.parts)
    last = re.split(r"\||&&|;|\n", parts.strip())[-1].strip()
    return _ENDS_WITH_A_LINE.match(last) is not None


def _all_statements(statements: Sequence[Statement]) -> Iterator[Statement]:
    pending = list(reversed(statements))
    while pending:
        statement = pending.pop()
        yield statement
        inner = [entry for closure in tree.outermost_closures(statement.values) for entry in closure.body]
        pending += reversed([*inner, *(statement.body or ())])
