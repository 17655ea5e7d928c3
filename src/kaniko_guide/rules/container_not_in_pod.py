"""A `container('x')` step, or a `defaultContainer`, whose pod has no such container.

The plugin adds `jnlp` to every pod. Nothing is said of a pod that is not wholly known: one that inherits, one from a
file that is not there, or with a container whose name only the run knows.
"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import PodSource

LACKING = Bilingual(
    zh="这一步所在的 Pod 没有名叫 `{name}` 的容器（有：{containers}）。",
    en="The pod this runs in has no container `{name}` (it has {containers}).",
)
NEAR = Message(
    "near",
    LACKING,
    Bilingual(
        zh="把名字改成 `{near}`，或在 Pod 里加上这个容器。",
        en="Change it to `{near}`, or add that container to the pod.",
    ),
)
OTHER = Message(
    "other",
    LACKING,
    Bilingual(
        zh="把名字改成已有的容器，或在 Pod 里加上这个容器。",
        en="Change it to one that is there, or add that container to the pod.",
    ),
)

RULE = Rule(
    name="container-not-in-pod",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="Pod 里没有这个容器", en="No such container in the pod"),
    why=Bilingual(
        zh=(
            "`container('x')` 里的名字必须和 Pod YAML 里某个容器的 `name` 完全一致。不一致时，Pod 照常启动，"
            "到了这一步才以 `container x not found in pod` 失败。"
        ),
        en=(
            "The name in `container('x')` must equal the `name` of a container in the pod's YAML. If it does not, the "
            "pod starts all the same, and the build fails at that step with `container x not found in pod`."
        ),
    ),
    messages=(NEAR, OTHER),
    source="jenkinsci/kubernetes-plugin, ContainerStepExecution and ContainerExecDecorator",
)

AGENT = "jnlp"
"""The container that the plugin adds to every pod."""


def check(project: Project) -> Iterator[Finding]:
    """Findings at the container's name."""
    for pipeline in project.jenkinsfiles:
        for use in pipeline.containers:
            names = None if use.pod is None else _containers(use.pod)
            if names is None or use.name.value in names:
                continue
            near = get_close_matches(use.name.value, names, 1, cutoff=0.5)
            yield RULE.finding(
                use.name,
                NEAR if near else OTHER,
                name=use.name,
                containers=", ".join(f"`{name}`" for name in names),
                near="".join(near),
            )


def _containers(source: PodSource) -> list[str] | None:
    """The names of the containers of a Jenkinsfile's pod, None when they can't all be told."""
    if source.inherits or len(source.pods) != 1:
        return None
    containers = [container for container in source.pods[0].containers if not container.init]
    names = [container.name.value for container in containers if container.name is not None]
    if not names or len(names) != len(containers) or any(yaml_tree.has_placeholder(name) for name in names):
        return None
    return list(dict.fromkeys([*names, AGENT]))
