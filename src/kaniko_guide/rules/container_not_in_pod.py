"""`container('x')` steps and `defaultContainer` options that name a container the pod does not have.

The plugin adds `jnlp` to every pod. Pods that are not completely known are skipped: pods that inherit, pods from a
missing file, and pods with a container name that is only known at run time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.edit_distance import similar_name
from kaniko_guide.analysis.pods import AGENT_CONTAINER
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity, listed
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import PodSource

NO_CONTAINER = Bilingual(
    zh="这一步所在的 Pod 没有名为 `{name}` 的容器（现有：{containers}）。",
    en="The pod has no container `{name}` (it has {containers}).",
)
SIMILAR_NAME = Message(
    "similar-name",
    NO_CONTAINER,
    Bilingual(
        zh="把名字改成 `{similar}`，或在 Pod 里添加这个容器。",
        en="Change the name to `{similar}`, or add the container to the pod.",
    ),
)
NO_SIMILAR_NAME = Message(
    "no-similar-name",
    NO_CONTAINER,
    Bilingual(
        zh="改成 Pod 里已有的容器名，或在 Pod 里添加这个容器。",
        en="Use the name of an existing container, or add the container to the pod.",
    ),
)

RULE = Rule(
    name="container-not-in-pod",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="引用了 Pod 里没有的容器", en="Container that is not in the pod"),
    why=Bilingual(
        zh=(
            "`container('x')` 里的名字必须和 Pod YAML 里某个容器的 `name` 完全一致。不一致时 Pod 仍会启动，执"
            "行到这一步才以 `container x not found in pod` 失败。"
        ),
        en=(
            "The name in `container('x')` must equal the `name` of a container in the pod's YAML. Otherwise "
            "the pod still starts, and the build fails at that step with `container x not found in pod`."
        ),
    ),
    messages=(SIMILAR_NAME, NO_SIMILAR_NAME),
    source="jenkinsci/kubernetes-plugin, ContainerStepExecution and ContainerExecDecorator",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each unknown container name."""
    for pipeline in project.jenkinsfiles:
        for use in pipeline.containers:
            names = None if use.pod is None else _containers(use.pod)
            if names is None or use.name.value in names:
                continue
            similar = similar_name(use.name.value, names, 0.5)
            yield RULE.finding(
                use.name,
                SIMILAR_NAME if similar else NO_SIMILAR_NAME,
                name=use.name,
                containers=listed(names),
                similar=similar or "",
            )


def _containers(source: PodSource) -> list[str] | None:
    """The container names of a Jenkinsfile's pod, or None if some are unknown."""
    if source.inherits or len(source.pods) != 1:
        return None
    containers = [container for container in source.pods[0].containers if not container.init]
    names = [container.name.value for container in containers if container.name is not None]
    if not names or len(names) != len(containers) or any(yaml_tree.has_placeholder(name) for name in names):
        return None
    return list(dict.fromkeys([*names, AGENT_CONTAINER]))
