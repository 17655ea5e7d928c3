"""`--use-new-run` and `--snapshot-mode=time`, with which the executor silently loses changes.

Measured with both executors (`features/MATRIX.tsv` of the recorded runs): with `--use-new-run`, files of the base image
that a `RUN` deletes remain (files of the build itself do not); `--snapshot-mode=time` loses a `chmod`. Builds succeed.
Only a suggestion where no `RUN` of the Dockerfile shows such a change.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide import lazy
from kaniko_guide.analysis import executor_calls
from kaniko_guide.analysis.build_context import built_dockerfile
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import ExecutorCall

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


_DELETES = lazy.pattern(r"\b(?:rm|rmdir|unlink|mv|remove|purge|autoremove|clean|del|uninstall)\b|-delete\b|<<")
_CHANGES_MODE = lazy.pattern(r"\b(?:chmod|chown|chgrp|setcap|install)\b|<<")


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each such flag."""
    for call in executor_calls.build_calls(project):
        mode = call.flag("--snapshot-mode", "--snapshotMode")
        if mode is not None and (mode.name, mode.value) in executor_calls.LOSSY_VALUES:
            yield from _lost(project, call, RULE.finding(mode.text, CHMOD, option=f"{mode.name}=time"), _CHANGES_MODE)
        new_run = call.flag("--use-new-run")
        if new_run is not None and executor_calls.is_enabled(call, "--use-new-run"):
            yield from _lost(project, call, RULE.finding(new_run.text, DELETIONS, option="--use-new-run"), _DELETES)


def _lost(project: Project, call: ExecutorCall, finding: Finding, pattern: re.Pattern[str]) -> Iterator[Finding]:
    """The finding, with a severity by what the `RUN` instructions of the Dockerfile contain."""
    dockerfile = built_dockerfile(project, call)
    if dockerfile is None:
        yield finding
        return
    commands = [found.text.value for found in dockerfile.instructions if found.keyword == "RUN"]
    changes = any(map(pattern.search, commands))
    yield finding if changes else replace(finding, severity=Severity.INFO)
