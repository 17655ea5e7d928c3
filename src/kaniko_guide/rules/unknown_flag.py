"""Flags that no executor release has.

The flags are those that both executors print with `--help`, and the hidden ones of their source
(`facts/executors.yml`). For an image that is, or may be, a newer release, a flag that is not a typo of a known one is
only a suggestion.
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
    zh="executor 没有参数 `{flag}`，会报 `unknown flag: {flag}`。",
    en="The executor has no flag `{flag}` and fails with `unknown flag: {flag}`.",
)
PERHAPS = Bilingual(
    zh="已检查的版本（{releases}）都没有参数 `{flag}`，容器里的版本可能更新。",
    en="None of the checked releases ({releases}) has a flag `{flag}`; the container's release may be newer.",
)
MEANT = Bilingual(zh="是不是想写 `{near}`？", en="Did you mean `{near}`?")
ALL_FLAGS = Bilingual(zh="用 `executor --help` 查看所有参数。", en="Run `executor --help` to list all flags.")
MISSPELT = Message("misspelt", LACKING, MEANT)
UNKNOWN = Message("unknown", LACKING, ALL_FLAGS)
PERHAPS_MISSPELT = Message("perhaps-misspelt", PERHAPS, MEANT)
PERHAPS_NEWER = Message("perhaps-newer", PERHAPS, ALL_FLAGS)

RULE = Rule(
    name="unknown-flag",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="executor 没有的参数", en="Unknown executor flag"),
    why=Bilingual(
        zh=(
            "executor 遇到未知的参数会立即退出，打印 `Error: unknown flag` 和整页用法，退出码为 1，不构建任何"
            "内容。常见原因是拼写错误，或者用了 `docker build` 的参数。"
        ),
        en=(
            "With an unknown flag the executor exits immediately with code 1, prints `Error: unknown flag` "
            "and its usage, and builds nothing. Usually it is a typo, or a flag of `docker build`."
        ),
    ),
    messages=(MISSPELT, UNKNOWN, PERHAPS_MISSPELT, PERHAPS_NEWER),
    source="runs e-unknown-flag and 00-help, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each unknown flag's name."""
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
            where, releases = flag.text.cut(at, at + len(sure)), executors.titles(executors.releases())
            finding = RULE.finding(where, message, flag=sure, releases=releases, near="".join(near))
            yield replace(finding, severity=Severity.INFO) if perhaps else finding


def _may_be_newer(project: Project, call: ExecutorCall) -> bool:
    if project.settings.executor is not None:
        return False
    return any(image is not None and images.may_be_newer(image.value) for image in container_images(project, call))
