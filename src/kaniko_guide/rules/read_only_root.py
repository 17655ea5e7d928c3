"""Containers that run the executor with a read-only root file system: `readOnlyRootFilesystem: true`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.security_context import build_containers, setting
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project

RULE = Rule(
    name="read-only-root",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="Kaniko 的根文件系统只读", en="Read-only root file system for Kaniko"),
    why=Bilingual(
        zh=(
            "executor 把基础镜像解压到自己容器的根目录，在那里执行 `RUN`，再打包改动；根文件系统只读时，它连 "
            "Dockerfile 都无法复制：`open /kaniko/Dockerfile: read-only file system`。"
        ),
        en=(
            "The executor unpacks the base image into the root of its own container, runs each `RUN` there "
            "and packs the changes. On a read-only root file system it cannot even copy the Dockerfile: "
            "`open /kaniko/Dockerfile: read-only file system`."
        ),
    ),
    message=Bilingual(
        zh="容器 `{container}` 运行 executor，但根文件系统是只读的。",
        en="Container `{container}` runs the executor, but its root file system is read-only.",
    ),
    help=Bilingual(
        zh="从这个容器删掉 `readOnlyRootFilesystem: true`；其他容器可以保留。",
        en="Remove `readOnlyRootFilesystem: true` from this container; other containers can keep it.",
    ),
    source="run w11-read-only-rootfs, both executors",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the value."""
    for pod, container in build_containers(project):
        found = setting(pod, container, "readOnlyRootFilesystem", of_pod=False)
        if found is not None and found[1] is True:
            yield RULE.finding(found[0], container=container.name or "")
