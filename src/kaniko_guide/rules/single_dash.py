"""Long flags with a single dash, which are parsed as a short flag with a value.

The executor (pflag) parses `-context=X` as `-c ontext=X`; so does kubectl.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.commands import all_commands, program_name
from kaniko_guide.analysis.executor_calls import all_calls
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.edits import replacement
from kaniko_guide.facts import executors
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.text import Text

RULE = Rule(
    name="single-dash",
    severity=Severity.ERROR,
    since="0.1.0",
    has_fix=True,
    title=Bilingual(zh="长参数只有一个短横", en="Long flag with a single dash"),
    why=Bilingual(
        zh=(
            "executor 和 kubectl 的长参数要写两个短横。只写一个时，第一个字母是短参数，其余部分是它的值："
            "`-context=/app` 等于 `--context=ontext=/app`，`-namespace=jenkins` 等于 "
            "`--namespace=amespace=jenkins`。"
        ),
        en=(
            "Long flags of the executor and kubectl begin with two dashes. With one dash, the first letter "
            "is a short flag and the rest is its value: `-context=/app` means `--context=ontext=/app`, and "
            "`-namespace=jenkins` means `--namespace=amespace=jenkins`."
        ),
    ),
    message=Bilingual(
        zh="`{found}` 只有一个短横，会被解析成短参数 `{short}` 和它的值。",
        en="`{found}` has a single dash and is parsed as the short flag `{short}` with a value.",
    ),
    help=Bilingual(zh="写成 `-{found}`。", en="Write `-{found}`."),
    source="github.com/spf13/pflag, flag.go, parseSingleShortArg",
)

KUBECTL_FLAGS = frozenset({"--namespace", "--container", "--filename", "--output", "--selector", "--follow", "--watch"})


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such flag."""
    known = {name for release in executors.releases() for name in executors.flags(release) if name.startswith("--")}
    for call in all_calls(project):
        for flag in call.flags:
            yield from _long_flag_in(flag.text, known)
    for command in all_commands(project):
        if program_name(command) == "kubectl":
            for word in command.words[1:]:
                if word.value == "--":
                    break
                yield from _long_flag_in(word.text, KUBECTL_FLAGS)


def _long_flag_in(text: Text, known: set[str] | frozenset[str]) -> Iterator[Finding]:
    found = text.value.partition("=")[0]
    if f"-{found}" in known:
        yield RULE.finding(text.cut(0, len(found)), fix=replacement(text, "-", "--"), found=found, short=found[:2])
