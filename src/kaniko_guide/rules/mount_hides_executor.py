"""Volumes mounted over the directory that contains the executor.

Not reported if another container may copy an executor into the volume.
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
    title=Bilingual(zh="挂载遮住了 executor", en="Mount that hides the executor"),
    why=Bilingual(
        zh=(
            "挂载点会遮住镜像里原有的目录。executor 在 `/kaniko` 里，把 Secret 或 `emptyDir` 挂载到 `/kaniko`，"
            "`/kaniko/executor` 就不可见了，`sh` 步骤报 `/kaniko/executor: not found`。"
        ),
        en=(
            "A mount hides the image's directory of the same path. The executor is in `/kaniko`: if a secret "
            "or an `emptyDir` is mounted there, the `sh` step fails with `/kaniko/executor: not found`."
        ),
    ),
    message=Bilingual(
        zh="挂载到 `{path}` 的卷遮住了镜像里的 `/kaniko/executor`。",
        en="The volume mounted at `{path}` hides the image's `/kaniko/executor`.",
    ),
    help=Bilingual(
        zh="推送凭据挂载到 `/kaniko/.docker`，其他文件挂载到 `/kaniko` 以外。",
        en="Mount the push credentials at `/kaniko/.docker`, and other files outside `/kaniko`.",
    ),
    source="Kubernetes, Volumes; ENTRYPOINT in both kaniko repositories' deploy/Dockerfile",
)

HIDING_PATHS = frozenset({"", "/kaniko"})
SHARED_KIND = "emptyDir"
"""The kind of volume that the pod's containers can write to."""

KUBERNETES_KINDS = frozenset({"secret", "configMap", "projected", "downwardAPI"})
"""Kinds of volumes whose content Kubernetes provides."""


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the mount's path."""
    for pod, container in executor_containers(project):
        for mount in container.mounts:
            if mount.path is None or mount.path.value.rstrip("/") not in HIDING_PATHS or not mount.path.value:
                continue
            kinds = {volume.kind for volume in pod.volumes if str(volume.name) == str(mount.name)}
            if kinds & KUBERNETES_KINDS or (SHARED_KIND in kinds and not _is_shared(pod, mount)):
                yield RULE.finding(mount.path, path=mount.path)


def _is_shared(pod: Pod, mount: Mount) -> bool:
    """Whether another container mounts the same volume and may have written to it."""
    mounts = [
        mounted for container in pod.containers for mounted in container.mounts if str(mounted.name) == str(mount.name)
    ]
    return len(mounts) > 1
