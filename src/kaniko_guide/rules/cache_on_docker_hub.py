"""`--cache` without `--cache-repo` for an image on Docker Hub, whose names have two parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis import build_context, executor_calls
from kaniko_guide.analysis.registry_credentials import DOCKER_HUB_HOSTS
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import image_references
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import ExecutorCall


RULE = Rule(
    name="cache-on-docker-hub",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(
        zh="Docker Hub 上的缓存没有 `--cache-repo`",
        en="Cache on Docker Hub without `--cache-repo`",
    ),
    why=Bilingual(
        zh=(
            "没有 `--cache-repo` 时，缓存层推送到 `<destination>/cache`。Docker Hub 的仓库名只有 `用户/镜"
            "像` 两段，不接受第三段：缓存层推送不上去，每次构建都重新执行。"
        ),
        en=(
            "Without `--cache-repo` cached layers are pushed to `<destination>/cache`. A repository on "
            "Docker Hub is `user/image` and cannot have a third part: the layers cannot be pushed, and "
            "each build repeats all instructions."
        ),
    ),
    message=Bilingual(
        zh="`--cache` 会把缓存推送到 `{repository}`，Docker Hub 没有三段的仓库名。",
        en="`--cache` pushes layers to `{repository}`; Docker Hub has no repositories with three parts.",
    ),
    help=Bilingual(
        zh="加上 `--cache-repo=docker.io/用户/仓库`，指向一个只放缓存的仓库。",
        en="Add `--cache-repo=docker.io/USER/REPOSITORY`, a repository only for the cache.",
    ),
    source=(
        "pkg/cache/cache.go, Destination, of GoogleContainerTools/kaniko v1.24.0 and "
        "osscontainertools/kaniko v1.28.3; Docker Hub, Create a repository: `namespace/repository`. Not "
        "run against Docker Hub"
    ),
)

_HOSTS = DOCKER_HUB_HOSTS | {"registry-1.docker.io"}
"""Hosts with the repositories of Docker Hub: the last one is where the requests for the other two go."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the flag `--cache`."""
    for call in executor_calls.build_calls(project):
        cache = call.flag("--cache")
        if cache is None or not executor_calls.is_enabled(call, "--cache") or call.flag("--cache-repo") is not None:
            continue
        if not executor_calls.all_flags_known(call) or executor_calls.is_enabled(call, "--no-push") is not False:
            continue
        if not _may_make_cached_layers(project, call):
            continue
        destination = next(iter(executor_calls.destinations(project, call)), "")
        image = image_references.parse(destination.partition("$")[0].rstrip(":"))
        registry = executor_calls.destination_registries(project, call)[0] if destination else None
        if registry not in _HOSTS or set("$`") & set(destination.rpartition(":")[0]):
            continue
        if image is not None and "/" in image.path:
            host = "docker.io" if registry in DOCKER_HUB_HOSTS else registry
            yield RULE.finding(cache.text, repository=f"{host}/{image.path}/cache")


def _may_make_cached_layers(project: Project, call: ExecutorCall) -> bool:
    """Whether a build may cache a layer: only those of `RUN`, and with `--cache-copy-layers` those of copies."""
    dockerfile = build_context.built_dockerfile(project, call)
    if dockerfile is None or dockerfile.problems or call.flag("--cache-copy-layers") is not None:
        return True
    return any(entry.keyword in {"RUN", "ONBUILD"} for entry in dockerfile.instructions)
