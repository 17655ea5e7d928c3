"""A privileged container of the executor: it builds with the default capabilities of a container."""

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
    title=Bilingual(zh="多余的 privileged", en="Needless privilege"),
    why=Bilingual(
        zh=(
            "Kaniko 不需要 `privileged: true`：用容器默认的 capabilities 就能构建和推送。特权容器等于把节点交给"
            "任何能改 Dockerfile 的人，Pod Security 的 `baseline` 也会拒绝它。"
        ),
        en=(
            "Kaniko does not need `privileged: true`: it builds and pushes with a container's default capabilities. A "
            "privileged container hands the node to whoever can change the Dockerfile, and Pod Security's `baseline` "
            "rejects it."
        ),
    ),
    message=Bilingual(
        zh="容器 `{container}` 运行 executor，不需要 `privileged: true`。",
        en="Container `{container}` runs the executor, which does not need `privileged: true`.",
    ),
    help=Bilingual(zh="删掉 `privileged: true`。", en="Take `privileged: true` out."),
    source="runs 01-seed-build and w10-no-new-privs, both executors; Kubernetes, Pod Security Standards",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at the value."""
    for pod, container in build_containers(project):
        found = setting(pod, container, "privileged", of_pod=False)
        if found is not None and found[1] is True:
            yield RULE.finding(found[0], container=container.name or "")
