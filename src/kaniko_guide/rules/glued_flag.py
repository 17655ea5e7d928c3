"""A flag that has become part of the value before it, because the blank between them is missing.

`` --context=`pwd`--insecure `` names a folder `/workspace--insecure`, which does not exist (run g1), and the executor
never sees `--insecure`. It is only a finding if the name behind the dashes is a flag's, and begins behind a variable or
a quote, or goes on with `=`. Values that may hold any text are not judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import executor_calls
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.text import Text

RULE = Rule(
    name="glued-flag",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="两个参数粘在一起", en="Two flags without a blank between them"),
    why=Bilingual(
        zh=(
            "少一个空格，后一个参数就成了前一个值的结尾。executor 收不到它，前一个值也变了："
            "上下文成了不存在的文件夹，镜像名成了别的名字。"
        ),
        en=(
            "Without the blank the second flag becomes the end of the first one's value. The executor never gets it, "
            "and the value is another one: a context folder that does not exist, an image of another name."
        ),
    ),
    message=Bilingual(
        zh="`{flag}` 成了 `{before}` 的值的一部分，executor 收不到这个参数。",
        en="`{flag}` is part of the value of `{before}`, so the executor never gets that flag.",
    ),
    help=Bilingual(zh="在 `{flag}` 前面加一个空格。", en="Put a blank before `{flag}`."),
    source="run g1-context-missing, both executors: a context folder that does not exist fails at the first COPY",
)

_NAMES_AND_PATHS = frozenset(
    {"--context", "-c", "--dockerfile", "-f", "--destination", "-d", "--cache-repo", "--context-sub-path"}
    | {"--target", "--tar-path", "--digest-file", "--cache-dir", "--snapshot-mode", "--verbosity", "-v"}
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at the dashes of the flag that is lost."""
    known = {name for build in executors.releases() for name in executors.flags(build) if name.startswith("--")}
    for call in executor_calls.build_calls(project):
        for flag in call.flags:
            text = flag.value_text
            found = _glued(text, known) if text is not None and flag.name in _NAMES_AND_PATHS else None
            if found is not None:
                yield RULE.finding(found, flag=found.value, before=flag.name)


def _glued(text: Text, known: set[str]) -> Text | None:
    """The flag's name inside a value; None if there is none."""
    value = text.value
    at = value.find("--", 1)
    while at > 0:
        end = at + 2
        while end < len(value) and (value[end].isalnum() or value[end] in "-_"):
            end += 1
        separated = value[at - 1] in "`}\")'"
        if value[at:end] in known and (value[end : end + 1] == "=" or separated):
            return text.cut(at, end)
        at = value.find("--", end)
    return None
