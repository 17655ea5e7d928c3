"""An executor flag that no executor has.

The flags are those that both executors print with `--help`, and the hidden ones of their source
(`facts/executors.yml`).
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from kaniko_guide.facts import executors
from kaniko_guide.findings import Bilingual, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

RULE = Rule(
    name="unknown-flag",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="executor 没有的参数", en="A flag the executor does not have"),
    why=Bilingual(
        zh=(
            "executor 遇到不认识的参数会立刻退出，打印 `Error: unknown flag` 和整页用法，退出码为 1，"
            "什么都不构建。常见原因是拼错，或把 `docker build` 的参数照搬过来。"
        ),
        en=(
            "At a flag it does not know the executor stops at once: it prints `Error: unknown flag` and its usage, "
            "exits with 1 and builds nothing. Mostly it is a slip of the keyboard, or a flag of `docker build`."
        ),
    ),
    message=Bilingual(
        zh="executor 没有 `{flag}` 这个参数，会报 `unknown flag: {flag}`。",
        en="The executor has no flag `{flag}` and stops with `unknown flag: {flag}`.",
    ),
    help=Bilingual(zh="{hint}", en="{hint}"),
    source="runs e-unknown-flag and 00-help, both executors",
)

NEAR = Bilingual(zh="是不是想写 `{near}`？", en="Did you mean `{near}`?")
NONE_NEAR = Bilingual(zh="用 `executor --help` 查看所有参数。", en="`executor --help` lists all flags.")


def check(project: Project) -> Iterator[Finding]:
    """Findings at each unknown flag's name."""
    for call in project.executor_calls:
        command = call.subcommand or "build"
        known = {name for build in executors.builds() for name in executors.flags(build, command)}
        for flag in call.flags:
            sure = flag.name.partition("$")[0]
            if not known or flag.name in known or (sure != flag.name and any(name.startswith(sure) for name in known)):
                continue
            near = get_close_matches(sure, known, 1)
            at = max(flag.text.value.find(sure), 0)
            yield RULE.finding(
                flag.text.cut(at, at + len(sure)),
                flag=sure,
                hint=NEAR.format(near=near[0]) if near else NONE_NEAR,
            )
