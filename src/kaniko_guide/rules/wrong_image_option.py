"""`--use-new-run` or `--snapshot-mode=time`, with which the executor loses changes without a word.

Both were measured on both executors (`features/MATRIX.tsv` of the recorded runs): `--use-new-run` keeps files that a
`RUN` deleted, `--snapshot-mode=time` loses a `chmod`. The build is green.
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
    zh="去掉它；嫌快照慢，用 `--snapshot-mode=redo`。",
    en="Leave it out; if snapshots are slow, use `--snapshot-mode=redo`.",
)
DELETIONS = Message(
    "deletions",
    Bilingual(
        zh="`{option}` 会把 `RUN` 删掉的文件留在镜像里，而且不报错。",
        en="`{option}` keeps files in the image that a `RUN` deleted, and nothing reports it.",
    ),
    HELP,
)
CHMOD = Message(
    "chmod",
    Bilingual(
        zh="`{option}` 会丢掉只改权限的 `chmod`，而且不报错。",
        en="`{option}` loses a `chmod` that changes nothing else, and nothing reports it.",
    ),
    HELP,
)

RULE = Rule(
    name="wrong-image-option",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="会构建出错误镜像的参数", en="An option that builds a wrong image"),
    why=Bilingual(
        zh=(
            "这两个参数为了快而少看文件系统。用 `--use-new-run`，`RUN rm` 删掉的文件仍留在镜像里；"
            "用 `--snapshot-mode=time`，只改权限的 `chmod` 会丢。两个版本都不报错，照样推送。"
        ),
        en=(
            "Both look at less of the file system to save time. With `--use-new-run` a file that a `RUN` deleted "
            "stays in the image; with `--snapshot-mode=time` a mere `chmod` is lost. Neither build reports it, and "
            "the image is pushed."
        ),
    ),
    messages=(DELETIONS, CHMOD),
    source="features/MATRIX.tsv of the recorded runs, records use-new-run and snapshot-time, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at each such flag."""
    for call in executor_calls.build_calls(project):
        mode = call.flag("--snapshot-mode", "--snapshotMode")
        if mode is not None and mode.value == "time":
            yield RULE.finding(mode.text, CHMOD, option=f"{mode.name}=time")
        new_run = call.flag("--use-new-run")
        if new_run is not None and executor_calls.is_enabled(call, "--use-new-run"):
            yield RULE.finding(new_run.text, DELETIONS, option="--use-new-run")
