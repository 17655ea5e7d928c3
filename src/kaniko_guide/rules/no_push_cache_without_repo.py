"""`--cache` with `--no-push` and without `--cache-repo` (run m6)."""

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
    name="no-push-cache-without-repo",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="不推送，却没有写缓存仓库", en="A cache without a repository in a build that does not push"),
    why=Bilingual(
        zh=(
            "缓存仓库默认从 `--destination` 推出来。加了 `--no-push`，executor 就不再推断，一定要有 `--cache-repo`；"
            "没有就立刻退出，什么都不构建。"
        ),
        en=(
            "The cache's repository is by default derived from `--destination`. With `--no-push` the executor derives "
            "nothing and requires `--cache-repo`; without it, it stops at once and builds nothing."
        ),
    ),
    message=Bilingual(
        zh="有 `--cache` 和 `--no-push`，没有 `--cache-repo`，executor 会报 `cache flags invalid`。",
        en="There are `--cache` and `--no-push` but no `--cache-repo`: `cache flags invalid`.",
    ),
    help=Bilingual(
        zh="加上 `--cache-repo=仓库地址/命名空间/镜像/cache`，或者去掉 `--cache`。",
        en="Add `--cache-repo=registry/namespace/image/cache`, or leave `--cache` out.",
    ),
    source="run m6-cache-no-push-no-repo, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at the `--cache` flag."""
    for call in executor_calls.build_calls(project):
        cache, repository = call.flag("--cache"), call.flag("--cache-repo")
        on = executor_calls.is_enabled(call, "--cache") and executor_calls.is_enabled(call, "--no-push")
        if cache is not None and on and repository is None and executor_calls.all_flags_known(call):
            yield RULE.finding(cache.text)
