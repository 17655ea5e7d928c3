"""A build without `--destination` and without `--no-push` (run f4).

A command line with a variable that may hold the flag is not judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import executor_calls
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

RULE = Rule(
    name="no-destination",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="没有写推送到哪里", en="A build without a destination"),
    why=Bilingual(
        zh=(
            "executor 要么知道推送到哪里（`--destination`），要么被告知不推送（`--no-push`）。两个都没有，"
            "它一开始就退出，退出码为 1，什么都不构建。常见原因是上一行少了续行的反斜杠。"
        ),
        en=(
            "The executor wants to know where to push (`--destination`) or that it must not (`--no-push`). With "
            "neither it stops at once with exit code 1 and builds nothing. Often the line before lacks the backslash "
            "that continues it."
        ),
    ),
    message=Bilingual(
        zh="没有 `--destination` 也没有 `--no-push`，会报 `you must provide --destination, or use --no-push`。",
        en="There is neither `--destination` nor `--no-push`: `you must provide --destination, or use --no-push`.",
    ),
    help=Bilingual(
        zh="加上 `--destination=仓库地址/命名空间/镜像:标签`；只想试构建，就加 `--no-push`。",
        en="Add `--destination=registry/namespace/image:tag`, or `--no-push` for a build that is only a trial.",
    ),
    source="run f4-no-destination, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at the executor's name."""
    for call in executor_calls.build_calls(project):
        pushes = executor_calls.is_enabled(call, "--no-push") is False
        if pushes and call.flag("--destination", "-d") is None and executor_calls.all_flags_known(call):
            yield RULE.finding(call.where)
