"""A volume mounted over the folder in which the image has the executor.

Nothing is said where another container may put an executor into that volume.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.pods import executor_containers
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Mount, Pod

RULE = Rule(
    name="mount-hides-executor",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="挂载盖住了 executor", en="A mount that hides the executor"),
    why=Bilingual(
        zh=(
            "挂载点会盖住镜像里原有的目录。executor 就在 `/kaniko` 里，把 Secret 或 `emptyDir` 挂载到 `/kaniko`，"
            "`/kaniko/executor` 就不见了，`sh` 步骤报 `/kaniko/executor: not found`。"
        ),
        en=(
            "A mount covers the folder that the image has at that place. The executor lies in `/kaniko`: with a "
            "secret or an `emptyDir` mounted there it is gone, and the `sh` step says `/kaniko/executor: not found`."
        ),
    ),
    message=Bilingual(
        zh="挂载到 `{path}` 的卷盖住了镜像里的 `/kaniko/executor`。",
        en="The volume mounted at `{path}` covers the image's `/kaniko/executor`.",
    ),
    help=Bilingual(
        zh="推送凭据挂载到 `/kaniko/.docker`，其他文件挂载到 `/kaniko` 以外。",
        en="Mount the push credential at `/kaniko/.docker`, and anything else outside of `/kaniko`.",
    ),
    source="Kubernetes, Volumes; ENTRYPOINT in both kaniko repositories' deploy/Dockerfile",
)

HIDING = frozenset({"", "/kaniko"})
WRITTEN = "emptyDir"
"""A volume that holds what the pod's containers put in."""

FILLED_BY_KUBERNETES = frozenset({"secret", "configMap", "projected", "downwardAPI"})
"""Volumes that hold nothing but what the pod says."""


def check(project: Project) -> Iterator[Finding]:
    """Findings at the mount's path."""
    for pod, container in executor_containers(project):
        for mount in container.mounts:
            if mount.path is None or mount.path.value.rstrip("/") not in HIDING or not mount.path.value:
                continue
            kinds = {volume.kind for volume in pod.volumes if str(volume.name) == str(mount.name)}
            if kinds & FILLED_BY_KUBERNETES or (WRITTEN in kinds and not _is_shared(pod, mount)):
                yield RULE.finding(mount.path, path=mount.path)


def _is_shared(pod: Pod, mount: Mount) -> bool:
    """Whether another container has the same volume, and may have filled it."""
    users = [each for container in pod.containers for each in container.mounts if str(each.name) == str(mount.name)]
    return len(users) > 1
