"""`--cache` with `--no-push` and without `--cache-repo`; the fork accepts it with `--no-push-cache`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import executor_calls
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import executors
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import ExecutorCall

RULE = Rule(
    name="no-push-cache-without-repo",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="`--no-push` 时缺少 `--cache-repo`", en="`--cache` and `--no-push` without `--cache-repo`"),
    why=Bilingual(
        zh=(
            "缓存仓库默认由 `--destination` 得出。加了 `--no-push` 后，executor 不再推断，必须有 "
            "`--cache-repo`；否则立即退出，不构建任何内容。例外：fork 在同时有 `--no-push-cache` 时仍由 "
            "`--destination` 得出。"
        ),
        en=(
            "By default the cache repository is derived from `--destination`. With `--no-push` it is not "
            "derived, and `--cache-repo` is required; otherwise the executor exits immediately and builds "
            "nothing. Exception: with `--no-push-cache` the fork still derives it from `--destination`."
        ),
    ),
    message=Bilingual(
        zh="`--cache` 和 `--no-push` 一起使用，但没有 `--cache-repo`，executor 会报 `cache flags invalid`。",
        en=(
            "`--cache` and `--no-push` are used without `--cache-repo`; the executor fails with `cache flags invalid`."
        ),
    ),
    help=Bilingual(
        zh="加上 `--cache-repo=仓库地址/命名空间/镜像/cache`，或者去掉 `--cache`。",
        en="Add `--cache-repo=registry/namespace/image/cache`, or remove `--cache`.",
    ),
    source="cases cache-without-repository-destination and cache-without-repository-no-push-cache, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the `--cache` flag."""
    for call in executor_calls.build_calls(project):
        cache, repository = call.flag("--cache"), call.flag("--cache-repo")
        on = executor_calls.is_enabled(call, "--cache") and executor_calls.is_enabled(call, "--no-push")
        stores = executor_calls.is_enabled(call, "--no-push-cache") is False
        rejected = on and repository is None and executor_calls.all_flags_known(call)
        if cache is not None and rejected and (stores or _is_upstream(project, call)):
            yield RULE.finding(cache.text)


def _is_upstream(project: Project, call: ExecutorCall) -> bool:
    """Whether upstream runs a call, which needs the repository even with `--no-push-cache`."""
    return executor_calls.executor_release(project, call) == executors.releases()[0]
