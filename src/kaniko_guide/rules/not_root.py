"""Containers that run the executor as a user other than root: `runAsUser` is not 0, or `runAsNonRoot` is true.

The executor unpacks the base image's files with their owners, and its image only has the user root.
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
    title=Bilingual(zh="Kaniko 不以 root 运行", en="Kaniko run as a non-root user"),
    why=Bilingual(
        zh=(
            "executor 要把基础镜像的文件连同属主一起解压到容器里，需要 root 的权限；用 uid 1000 运行时报错，例如 "
            "`chown …: operation not permitted`。写了 `runAsNonRoot: true` 而用户还是 root，kubelet 不会启动这个容"
            "器。禁止 "
            "root 的命名空间不能运行 Kaniko。"
        ),
        en=(
            "The executor unpacks the base image into its container and sets the owner of each file, which "
            "needs the rights of root. As uid 1000 it fails, for example with `chown …: operation not permitted`. "
            "With `runAsNonRoot: "
            "true` the kubelet does not start the container as root. Kaniko cannot run in a namespace "
            "that forbids root."
        ),
    ),
    message=Bilingual(
        zh="容器 `{container}` 运行 executor，但 `{name}: {value}` 使它不能以 root 运行。",
        en="Container `{container}` runs the executor, but `{name}: {value}` prevents it from running as root.",
    ),
    help=Bilingual(
        zh="在这个容器的 `securityContext` 里写 `runAsUser: 0` 和 `runAsNonRoot: false`。",
        en="Set `runAsUser: 0` and `runAsNonRoot: false` in this container's `securityContext`.",
    ),
    source="runs w3-non-root and own4-non-root-uid-1000, both executors; GoogleContainerTools/kaniko#601",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the value of `runAsUser`, or else of `runAsNonRoot`."""
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
