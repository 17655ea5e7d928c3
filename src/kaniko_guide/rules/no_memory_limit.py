"""Containers that run the executor without a memory limit."""

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
    title=Bilingual(zh="Kaniko 没有内存上限", en="Missing memory limit for Kaniko"),
    why=Bilingual(
        zh=(
            "Kaniko 做快照和压缩层时，内存随层的大小增大。不写 `requests`，调度器可能把它放到内存不足的节点；不"
            "写 `limits`，它可能影响同一节点上的其他 Pod。上限过小，容器会因内存不足被终止，所以先看实际用量。"
        ),
        en=(
            "Kaniko's memory use grows with the layers while it takes snapshots and compresses them. "
            "Without `requests`, the scheduler may choose a node with too little memory; without `limits`, "
            "other pods on the node may be affected. With a limit that is too low the container is killed for lack "
            "of memory, so measure a build first."
        ),
    ),
    message=Bilingual(
        zh="容器 `{container}` 运行 executor，但没有设置 `resources.limits.memory`。",
        en="Container `{container}` runs the executor without `resources.limits.memory`.",
    ),
    help=Bilingual(
        zh="按实际用量设置 `resources.requests.memory` 和 `resources.limits.memory`。",
        en="Set `resources.requests.memory` and `resources.limits.memory` according to the measured use.",
    ),
    source="Kubernetes, Resource Management for Pods and Containers; GoogleContainerTools/kaniko#909 and #2451",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the container's name, or at its first line if it has none."""
    for pod, container in build_containers(project):
        if is_fully_known(project, pod) and not _is_limited(pod, container):
            yield RULE.finding(container.name or container.where, container=container.name or "")


def _is_limited(pod: Pod, container: Container) -> bool:
    """Whether the container or its pod has a limit, or one that is only known at run time."""
    for owner in (container.node, pod.spec):
        for path in (("resources",), ("resources", "limits"), ("resources", "limits", "memory")):
            node = yaml_tree.node_at(owner, *path)
            if isinstance(node, yaml.ScalarNode) and (path[-1] == "memory" or yaml_tree.has_placeholder(node.value)):
                return True
    return False
