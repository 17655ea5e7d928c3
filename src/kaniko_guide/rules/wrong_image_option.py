"""`--use-new-run` and `--snapshot-mode=time`, with which the executor silently loses changes.

Measured with both executors (`features/MATRIX.tsv` of the recorded runs): with `--use-new-run`, files of the base image
that a `RUN` deletes remain (files of the build itself do not); `--snapshot-mode=time` loses a `chmod`. Builds succeed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import executor_calls
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

HELP = Bilingual(
    zh="去掉它；如果快照慢，用 `--snapshot-mode=redo`。",
    en="Remove it; if snapshots are slow, use `--snapshot-mode=redo`.",
)
DELETIONS = Message(
    "deletions",
    Bilingual(
        zh="`{option}` 会把 `RUN` 删除的基础镜像文件留在镜像里，而且不报错。",
        en="`{option}` silently keeps files of the base image that a `RUN` deleted.",
    ),
    HELP,
)
CHMOD = Message(
    "chmod",
    Bilingual(
        zh="`{option}` 会丢失只修改权限的 `chmod`，而且不报错。",
        en="`{option}` silently loses a `chmod` that changes nothing else.",
    ),
    HELP,
)

RULE = Rule(
    name="wrong-image-option",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="会让镜像出错且不报错的参数", en="Flag that silently produces a wrong image"),
    why=Bilingual(
        zh=(
            "这两个参数用别的办法找出改动。用 `--use-new-run`，`RUN rm` 删除的基础镜像文件仍在"
            "镜像里；用 `--snapshot-mode=time`，只修改权限的 `chmod` 会丢失。两个版本都不报错，照常推送。"
        ),
        en=(
            "Both options find changes in another way. With `--use-new-run`, a file of the "
            "base image that a `RUN` deleted stays in the image; with `--snapshot-mode=time`, a `chmod` "
            "without other changes is lost. Neither release reports it, and the image is pushed."
        ),
    ),
    messages=(DELETIONS, CHMOD),
    source="features/MATRIX.tsv of the recorded runs, records use-new-run and snapshot-time, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such flag."""
    for call in executor_calls.build_calls(project):
        mode = call.flag("--snapshot-mode", "--snapshotMode")
        if mode is not None and (mode.name, mode.value) in executor_calls.LOSSY_VALUES:
            yield RULE.finding(mode.text, CHMOD, option=f"{mode.name}=time")
        new_run = call.flag("--use-new-run")
        if new_run is not None and executor_calls.is_enabled(call, "--use-new-run"):
            yield RULE.finding(new_run.text, DELETIONS, option="--use-new-run")
