"""The node's Docker socket mounted in a container that runs the executor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.security_context import build_containers
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

RULE = Rule(
    name="docker-socket",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="挂载了 Docker socket", en="Mounted Docker socket"),
    why=Bilingual(
        zh=(
            "Kaniko 不需要 Docker daemon。能访问 `docker.sock` 的容器通常可以控制整个节点；Pod Security 的 "
            "`baseline` 不允许 `hostPath`；在只有 containerd 的节点上，这个文件不存在。"
        ),
        en=(
            "Kaniko does not need the Docker daemon. A container that can access `docker.sock` usually controls "
            "the whole node, Pod Security's `baseline` forbids `hostPath`, and on a node that only has "
            "containerd the file does not exist."
        ),
    ),
    message=Bilingual(
        zh="容器 `{container}` 运行 executor，但挂载了节点的 `{path}`。",
        en="Container `{container}` runs the executor, but mounts the node's `{path}`.",
    ),
    help=Bilingual(zh="删掉这个挂载和对应的卷。", en="Remove the mount and its volume."),
    source=(
        "README.md of both kaniko repositories: no Docker daemon; Kubernetes, Pod Security Standards, "
        "HostPath Volumes; run 01-seed-build, without a daemon"
    ),
)

_SOCKETS = frozenset({"/var/run/docker.sock", "/run/docker.sock"})


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each mount of the socket."""
    for pod, container in build_containers(project):
        sockets = {
            volume.name.value: volume.host_path
            for volume in pod.volumes
            if volume.name is not None and volume.host_path is not None and volume.host_path.value in _SOCKETS
        }
        for mount in container.mounts:
            path = sockets.get(mount.name.value) if mount.name is not None else None
            if path is not None:
                yield RULE.finding(mount.where, container=container.name or "", path=path)
