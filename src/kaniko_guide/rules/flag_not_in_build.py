"""Executor flags that the container's executor does not have, but another release has.

The release is that of the image of the container that runs the command; the flags are listed in `facts/executors.yml`.
If the release is unknown, a flag that only some releases have is a suggestion. There is no finding in a release that is
newer than one with the flag.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide.analysis.executor_calls import container_images, executor_release
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors, images
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import ExecutorCall

HELP = Bilingual(
    zh="去掉这个参数，或改用支持它的版本：{releases}。",
    en="Remove the flag, or use a release that has it: {releases}.",
)
MISSING_FLAG = Message(
    "missing-flag",
    Bilingual(
        zh="容器里的 executor（{release}）没有参数 `{flag}`。",
        en="The container's executor, {release}, has no flag `{flag}`.",
    ),
    HELP,
)
UNKNOWN_RELEASE = Message(
    "unknown-release",
    Bilingual(
        zh="无法确定容器里的 executor 是哪个版本；部分版本没有参数 `{flag}`。",
        en="The container's executor release is unknown, and some releases have no flag `{flag}`.",
    ),
    HELP,
)

RULE = Rule(
    name="flag-not-in-build",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="此版本的 executor 没有的参数", en="Flag missing in this executor release"),
    why=Bilingual(
        zh=(
            "维护中的 fork 增加了一些上游没有的参数，例如 `--annotation`、`--secret`、`--image-format`。在已"
            "归档的 v1.24.0 镜像里使用它们，executor 会报 `unknown flag` 并退出。"
        ),
        en=(
            "The maintained fork has flags that upstream does not have, such as `--annotation`, `--secret` "
            "and `--image-format`. With the archived v1.24.0 image the executor exits with `unknown flag`."
        ),
    ),
    messages=(MISSING_FLAG, UNKNOWN_RELEASE),
    source="runs 00-help, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such flag's name."""
    for call in project.executor_calls:
        release = executor_release(project, call)
        command = call.subcommand or "build"
        known = [other for other in executors.releases() if executors.flags(other, command)]
        if release not in {None, *known}:
            continue
        for flag in call.flags:
            with_flag = [other for other in known if flag.name in executors.flags(other, command)]
            if not with_flag or release in with_flag or with_flag == known:
                continue
            if release is None and _follows(project, call, with_flag):
                continue
            at = max(flag.text.value.find(flag.name), 0)
            finding = RULE.finding(
                flag.text.cut(at, at + len(flag.name)),
                MISSING_FLAG if release else UNKNOWN_RELEASE,
                flag=flag.name,
                release=executors.title(release) if release else "",
                releases=executors.titles(with_flag),
            )
            yield finding if release else replace(finding, severity=Severity.INFO)


def _follows(project: Project, call: ExecutorCall, releases: Collection[str]) -> bool:
    """Whether every container that may run a call has an image that is newer than one of these releases."""
    found = container_images(project, call)
    return bool(found) and all(
        image is not None and images.followed_release(image.value) in releases for image in found
    )
