"""A container of the executor that may not be root: `runAsUser` is not 0, or `runAsNonRoot` is true.

The executor unpacks the base image's files with their owners, and its image has no other user than root.
"""

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
    name="not-root",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="Kaniko 不以 root 运行", en="Kaniko without root"),
    why=Bilingual(
        zh=(
            "executor 要把基础镜像的文件连同属主一起解压到容器里，只有 root 能做到；用 uid 1000 运行时报"
            "`chown …: operation not permitted`。写了 `runAsNonRoot: true`，kubelet 根本不会启动这个容器。"
            "禁止 root 的命名空间不适合 Kaniko。"
        ),
        en=(
            "The executor unpacks the base image into its container, with the owner of each file; only root can. As "
            "uid 1000 it ends in `chown …: operation not permitted`. With `runAsNonRoot: true` the kubelet does not "
            "even start the container. A namespace that forbids root is no place for Kaniko."
        ),
    ),
    message=Bilingual(
        zh="容器 `{container}` 运行 executor，`{name}: {value}` 却不让它当 root。",
        en="Container `{container}` runs the executor, but `{name}: {value}` keeps it from being root.",
    ),
    help=Bilingual(
        zh="在这个容器的 `securityContext` 里写 `runAsUser: 0` 和 `runAsNonRoot: false`。",
        en="Give this container's `securityContext` `runAsUser: 0` and `runAsNonRoot: false`.",
    ),
    source="runs w3-non-root and own4-non-root-uid-1000, both executors; GoogleContainerTools/kaniko#601",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at the value of `runAsUser`, else of `runAsNonRoot`."""
    for pod, container in build_containers(project):
        user = setting(pod, container, "runAsUser")
        other = setting(pod, container, "runAsNonRoot")
        if user is not None and isinstance(user[1], int) and user[1] != 0:
            name, where = "runAsUser", user[0]
        elif other is not None and other[1] is True:
            name, where = "runAsNonRoot", other[0]
        else:
            continue
        yield RULE.finding(where, container=container.name or "", name=name, value=where)
