"""An executor flag that no executor has.

The flags are those that both executors print with `--help`, and the hidden ones of their source
(`facts/executors.yml`). Of an image that is or may be newer than these it can't be known; what is no slip of a known
flag is advice there.
"""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from kaniko_guide.analysis.edit_distance import correct_typo
from kaniko_guide.analysis.executor_calls import container_images
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors, images
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import ExecutorCall

LACKING = Bilingual(
    zh="executor 没有 `{flag}` 这个参数，会报 `unknown flag: {flag}`。",
    en="The executor has no flag `{flag}` and stops with `unknown flag: {flag}`.",
)
PERHAPS = Bilingual(
    zh="查过的版本（{builds}）都没有 `{flag}`，容器里的可能更新。",
    en="None of the releases looked at ({builds}) has `{flag}`; the container's may be newer.",
)
MEANT = Bilingual(zh="是不是想写 `{near}`？", en="Did you mean `{near}`?")
ALL_FLAGS = Bilingual(zh="用 `executor --help` 查看所有参数。", en="`executor --help` lists all flags.")
MISSPELT = Message("misspelt", LACKING, MEANT)
UNKNOWN = Message("unknown", LACKING, ALL_FLAGS)
PERHAPS_MISSPELT = Message("perhaps-misspelt", PERHAPS, MEANT)
PERHAPS_NEWER = Message("perhaps-newer", PERHAPS, ALL_FLAGS)

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
    messages=(MISSPELT, UNKNOWN, PERHAPS_MISSPELT, PERHAPS_NEWER),
    source="runs e-unknown-flag and 00-help, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at each unknown flag's name."""
    for call in project.executor_calls:
        command = call.subcommand or "build"
        known = frozenset(name for build in executors.releases() for name in executors.flags(build, command))
        for flag in call.flags:
            sure = flag.name.partition("$")[0]
            if not known or flag.name in known or (sure != flag.name and any(name.startswith(sure) for name in known)):
                continue
            near = get_close_matches(sure, known, 1)
            at = max(flag.text.value.find(sure), 0)
            perhaps = correct_typo(sure, known) is None and _may_be_newer(project, call)
            message = (PERHAPS_MISSPELT if near else PERHAPS_NEWER) if perhaps else MISSPELT if near else UNKNOWN
            where, builds = flag.text.cut(at, at + len(sure)), ", ".join(executors.releases())
            finding = RULE.finding(where, message, flag=sure, builds=builds, near="".join(near))
            yield replace(finding, severity=Severity.INFO) if perhaps else finding


def _may_be_newer(project: Project, call: ExecutorCall) -> bool:
    if project.settings.executor is not None:
        return False
    return any(image is not None and images.may_be_newer(image.value) for image in container_images(project, call))
