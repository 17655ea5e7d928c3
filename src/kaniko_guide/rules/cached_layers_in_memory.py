"""`--cache` with in-memory compression of the cached layers.

Measured in `features/TIMINGS.tsv` of the recorded runs. Images of older releases than the measured ones are skipped:
before v1.7.0 the flag did not exist.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import executor_calls
from kaniko_guide.analysis.executor_calls import container_images
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import images
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import ExecutorCall

RULE = Rule(
    name="cached-layers-in-memory",
    severity=Severity.INFO,
    since="0.1.0",
    title=Bilingual(zh="缓存层在内存里压缩", en="In-memory compression of cached layers"),
    why=Bilingual(
        zh=(
            "`--compressed-caching` 默认打开，每个缓存层整层在内存里压缩。实测构建一个 300 MB 的层，用缓存时 fork 的"
            "内存峰值是 2092 MiB；关掉压缩后是 43 MiB，用时是原来的 0.6–0.7。容器因内存不足被杀时，先试这个参数。"
        ),
        en=(
            "`--compressed-caching` is on by default and compresses whole layers in memory. In a test with "
            "one layer of 300 MB and the cache, the fork's memory peaked at 2092 MiB; without compression it was "
            "43 MiB, and the build took 0.6 to 0.7 of the time. Try this first when the container is killed for "
            "using too much memory."
        ),
    ),
    message=Bilingual(
        zh="使用 `--cache` 但没有关闭 `--compressed-caching`，较大的层会占用数倍于自身的内存。",
        en=(
            "`--cache` is used with `--compressed-caching` enabled; a large layer takes several times its "
            "size in memory."
        ),
    ),
    help=Bilingual(zh="加上 `--compressed-caching=false`。", en="Add `--compressed-caching=false`."),
    source="features/TIMINGS.tsv of the recorded runs, case 3, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the `--cache` flag."""
    for call in executor_calls.build_calls(project):
        cache = call.flag("--cache")
        if cache is None or not executor_calls.is_enabled(call, "--cache") or not executor_calls.all_flags_known(call):
            continue
        if _is_another_release(project, call):
            continue
        if call.flag("--compressed-caching") is None or executor_calls.is_enabled(call, "--compressed-caching"):
            yield RULE.finding(cache.text)


def _is_another_release(project: Project, call: ExecutorCall) -> bool:
    """Whether the call's container image is an executor of a release that was not measured, and that is not newer."""
    if project.settings.executor is not None:
        return False
    found = (image.value for image in container_images(project, call) if image is not None)
    return any(
        executor.publisher is not None and executor.release is None and images.followed_release(image) is None
        for image in found
        if (executor := images.executor_image(image)) is not None
    )
