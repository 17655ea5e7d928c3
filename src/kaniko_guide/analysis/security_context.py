"""Queries on `securityContext`, of a container and, for the fields that it inherits, of its pod."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from kaniko_guide.analysis.pods import executor_containers, waits
from kaniko_guide.facts import images
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Container, Pod
    from kaniko_guide.text import Text


def build_containers(project: Project) -> Iterator[tuple[Pod, Container]]:
    """Every container written as YAML that builds images.

    Left out are the warmer, which unpacks nothing, and containers that only wait for steps, none of which builds there.
    """
    calls = project.executor_calls
    called = {container for call in calls for container in call.containers}
    files = project.jenkinsfiles
    all_known = bool(files) and not any(file.problems for file in files) and all(call.containers for call in calls)
    for pod, container in executor_containers(project):
        if all_known and waits(container) and container not in called:
            continue
        found = images.executor_image(container.image.value) if container.image is not None else None
        is_warmer = found is not None and found.variant is not None and found.variant.name == "warmer"
        if pod.manifest is not None and container.node is not None and not is_warmer:
            yield pod, container


def setting(pod: Pod, container: Container, name: str, *, of_pod: bool = True) -> tuple[Text, object] | None:
    """A field of a container's `securityContext`; the container's value overrides the pod's.

    Args:
        pod: the pod.
        container: one of its containers.
        name: the field.
        of_pod: whether the pod's `securityContext` has the field too.

    Returns:
        The value as written, and as a Python value; None if it is missing, null or a placeholder.
    """
    for owner in (container.node, pod.spec) if of_pod else (container.node,):
        node = yaml_tree.node_at(owner, "securityContext", name)
        if pod.manifest is None or not isinstance(node, yaml.ScalarNode):
            continue
        value = yaml_tree.to_python(node, by_plugin=pod.in_jenkinsfile)
        if value is not None:
            return None if yaml_tree.has_placeholder(value) else (yaml_tree.first_line(pod.manifest.text, node), value)
    return None


def capabilities(pod: Pod, container: Container, change: str) -> dict[str, Text] | None:
    """The capabilities that a container's `securityContext` adds or drops.

    Args:
        pod: the pod.
        container: one of its containers.
        change: `add` or `drop`.

    Returns:
        Each name, in upper case and without `CAP_`, with its text in the file; None if one is a placeholder.
    """
    node = yaml_tree.node_at(container.node, "securityContext", "capabilities", change)
    if pod.manifest is None or (node is not None and not isinstance(node, yaml.SequenceNode)):
        return None
    words = [yaml_tree.scalar_text(pod.manifest.text, entry) for entry in yaml_tree.sequence_items(node)]
    if any(word is None or yaml_tree.has_placeholder(word.value) for word in words):
        return None
    return {word.value.upper().removeprefix("CAP_"): word for word in words if word is not None}
