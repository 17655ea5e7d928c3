"""Privileged containers that run the executor, which works with a container's default capabilities."""

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
    name="needless-privilege",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="不必要的特权容器", en="Unnecessarily privileged container"),
    why=Bilingual(
        zh=(
            "Kaniko 不需要 `privileged: true`：用容器默认的 capabilities 就能构建和推送。在特权容器里，能修"
            "改 Dockerfile 的人就能控制节点；Pod Security 的 `baseline` 也会拒绝特权容器。"
        ),
        en=(
            "Kaniko does not need `privileged: true`: it builds and pushes with a container's default "
            "capabilities. With a privileged container, everyone who can change the Dockerfile controls the "
            "node, and Pod Security's `baseline` rejects it."
        ),
    ),
    message=Bilingual(
        zh="容器 `{container}` 运行 executor，不需要 `privileged: true`。",
        en="Container `{container}` runs the executor, which does not need `privileged: true`.",
    ),
    help=Bilingual(zh="删掉 `privileged: true`。", en="Remove `privileged: true`."),
    source="runs 01-seed-build and w10-no-new-privs, both executors; Kubernetes, Pod Security Standards",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the value."""
    for pod, container in build_containers(project):
        found = setting(pod, container, "privileged", of_pod=False)
        if found is not None and found[1] is True:
            yield RULE.finding(found[0], container=container.name or "")
