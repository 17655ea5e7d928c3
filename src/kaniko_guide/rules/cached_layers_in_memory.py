"""`--cache` with compressed layers, which are held in memory (`features/TIMINGS.tsv` of the recorded runs).

An image that tells another release than the measured ones is passed over: before v1.7.0 there was no such flag.
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
    title=Bilingual(zh="缓存层在内存里压缩", en="Cached layers are compressed in memory"),
    why=Bilingual(
        zh=(
            "`--compressed-caching` 默认打开，整层在内存里压缩。实测一个 300 MB 的层，用缓存时峰值约 2,095 MiB；"
            "关掉后是 46 MiB，用时还少了三分之一。容器因内存不足被杀时，先试它。"
        ),
        en=(
            "`--compressed-caching` is on by default, and whole layers are compressed in memory. A layer of 300 MB "
            "took up to 2,095 MiB with the cache; with compression off it took 46 MiB and a third less time. It is "
            "the first thing to try when the container is killed for its memory."
        ),
    ),
    message=Bilingual(
        zh="用 `--cache` 而没有关掉 `--compressed-caching`，大的层会占几倍于自身的内存。",
        en="With `--cache`, and `--compressed-caching` left on, a large layer takes several times its size in memory.",
    ),
    help=Bilingual(zh="加上 `--compressed-caching=false`。", en="Add `--compressed-caching=false`."),
    source="features/TIMINGS.tsv of the recorded runs, case 3, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at the `--cache` flag."""
    for call in executor_calls.build_calls(project):
        cache = call.flag("--cache")
        if cache is None or not executor_calls.is_enabled(call, "--cache") or not executor_calls.all_flags_known(call):
            continue
        if _is_another_release(project, call):
            continue
        if call.flag("--compressed-caching") is None or executor_calls.is_enabled(call, "--compressed-caching"):
            yield RULE.finding(cache.text)


def _is_another_release(project: Project, call: ExecutorCall) -> bool:
    """Whether the image of the call's container is an executor of a release whose facts are not here."""
    if project.settings.executor is not None:
        return False
    found = (images.executor_image(image.value) for image in container_images(project, call) if image is not None)
    return any(image is not None and image.publisher is not None and image.build is None for image in found)
