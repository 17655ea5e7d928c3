"""An executor flag that the container's own executor does not have, but another build has.

The build is told by the image of the container that runs the command; the flags are those of `facts/executors.yml`.
Where the build can't be told, a flag that only some builds have is advice.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kaniko_guide.analysis.executor_calls import executor_release
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

HELP = Bilingual(
    zh="去掉这个参数，或换用有它的版本：{builds}。",
    en="Leave the flag out, or use a build that has it: {builds}.",
)
LACKING = Message(
    "lacking",
    Bilingual(
        zh="容器里的 executor 是 {build}，它没有 `{flag}`。",
        en="The container's executor is {build}, which has no `{flag}`.",
    ),
    HELP,
)
UNKNOWN = Message(
    "unknown-build",
    Bilingual(
        zh="看不出容器里是哪个 executor；不是每个版本都有 `{flag}`。",
        en="Which executor the container runs can't be told; not every build has `{flag}`.",
    ),
    HELP,
)

RULE = Rule(
    name="flag-not-in-build",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="这个版本的 executor 没有的参数", en="A flag that this executor build does not have"),
    why=Bilingual(
        zh=(
            "维护中的 fork 加了一些上游没有的参数，例如 `--annotation`、`--secret`、`--image-format`。"
            "在归档的 v1.24.0 镜像里使用它们，executor 报 `unknown flag` 并退出。"
        ),
        en=(
            "The maintained fork has flags that upstream never got, such as `--annotation`, `--secret` and "
            "`--image-format`. In the archived v1.24.0 image the executor stops at them with `unknown flag`."
        ),
    ),
    messages=(LACKING, UNKNOWN),
    source="runs 00-help, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at each such flag's name."""
    for call in project.executor_calls:
        build = executor_release(project, call)
        command = call.subcommand or "build"
        known = [other for other in executors.releases() if executors.flags(other, command)]
        if build not in {None, *known}:
            continue
        for flag in call.flags:
            having = [other for other in known if flag.name in executors.flags(other, command)]
            if not having or build in having or having == known:
                continue
            at = max(flag.text.value.find(flag.name), 0)
            where, builds = flag.text.cut(at, at + len(flag.name)), ", ".join(having)
            finding = RULE.finding(where, LACKING if build else UNKNOWN, flag=flag.name, build=build, builds=builds)
            yield finding if build else replace(finding, severity=Severity.INFO)
