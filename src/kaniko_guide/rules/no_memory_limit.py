"""A container of the executor without a memory limit of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from kaniko_guide.analysis.pods import is_fully_known
from kaniko_guide.analysis.security_context import build_containers
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Container, Pod

RULE = Rule(
    name="no-memory-limit",
    severity=Severity.INFO,
    since="0.1.0",
    title=Bilingual(zh="Kaniko 没有内存上限", en="Kaniko without a memory limit"),
    why=Bilingual(
        zh=(
            "做快照和压缩层时，Kaniko 的内存随镜像变大。不写 `requests`，调度器会把它放到没有余量的节点；"
            "不写 `limits`，它会挤掉同一节点上的其他 Pod。写得太小则以 `exit code 137` 结束，所以先看实际用量。"
        ),
        en=(
            "While Kaniko takes snapshots and compresses layers, its memory grows with the image. Without `requests` "
            "the scheduler may choose a node with no room; without `limits` the node's other pods suffer. Set too low "
            "it ends in `exit code 137`, so look first at what a build really uses."
        ),
    ),
    message=Bilingual(
        zh="容器 `{container}` 运行 executor，没有写 `resources.limits.memory`。",
        en="Container `{container}` runs the executor and states no `resources.limits.memory`.",
    ),
    help=Bilingual(
        zh="按实际用量写上 `resources.requests.memory` 和 `resources.limits.memory`。",
        en="State `resources.requests.memory` and `resources.limits.memory`, by what a build uses.",
    ),
    source="Kubernetes, Resource Management for Pods and Containers; GoogleContainerTools/kaniko#909 and #2451",
)


def check(project: Project) -> Iterator[Finding]:
    """Findings at the container's name, else at its first line."""
    for pod, container in build_containers(project):
        if is_fully_known(project, pod) and not _is_limited(pod, container):
            yield RULE.finding(container.name or container.where, container=container.name or "")


def _is_limited(pod: Pod, container: Container) -> bool:
    """Whether the container, or its pod as a whole, states a limit, or what it states is only known later."""
    for owner in (container.node, pod.spec):
        for path in (("resources",), ("resources", "limits"), ("resources", "limits", "memory")):
            node = yaml_tree.node_at(owner, *path)
            if isinstance(node, yaml.ScalarNode) and (path[-1] == "memory" or yaml_tree.has_placeholder(node.value)):
                return True
    return False
