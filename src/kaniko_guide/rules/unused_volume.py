"""Volumes that no container of the pod mounts.

Usually the mount is missing. Even an unneeded volume can block the pod, because the kubelet waits for every volume. The
plugin itself mounts `workspace-volume`. Misspelt mounts are reported by other rules. A warning for a Secret that no
container mounts, which may be the push credential; else only a suggestion.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml
from msgspec.structs import replace

from kaniko_guide.analysis.pods import is_fully_known
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Pod

RULE = Rule(
    name="unused-volume",
    severity=Severity.WARNING,
    since="0.1.0",
    title=Bilingual(zh="未使用的卷", en="Unused volume"),
    why=Bilingual(
        zh=(
            "卷要由容器的 `volumeMounts` 挂载才有用。缺少挂载时，Pod 仍会启动；如果是推送的凭据，推送会被拒绝，例如 "
            "`UNAUTHORIZED`。不需要的卷也有害：如果它引用的 Secret 不存在，Pod 会一直停在 `ContainerCreating`。"
        ),
        en=(
            "A volume has no effect unless a container mounts it with `volumeMounts`. Without the mount the "
            "pod starts; if it is the push credential, the push is denied, for example with `UNAUTHORIZED`. An "
            "unneeded "
            "volume is harmful too: if its Secret does not exist, the pod stays in `ContainerCreating`."
        ),
    ),
    message=Bilingual(zh="没有容器挂载卷 `{volume}`。", en="No container mounts the volume `{volume}`."),
    help=Bilingual(
        zh="在使用它的容器里加上 `volumeMounts`，`name` 写 `{volume}`；不需要就删掉这个卷。",
        en="Mount it with `name: {volume}` under `volumeMounts` of the container that needs it, or delete it.",
    ),
    source="Kubernetes API, PodSpec: `volumes`, Container: `volumeMounts`; run b1-push-no-config, both executors",
)

_LISTS = ("volumeMounts", "volumeDevices")
_PLUGIN_MOUNTS = frozenset({"workspace-volume"})


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the volume's name."""
    for pod in project.pods:
        if pod.spec is None or not pod.containers or not is_fully_known(project, pod):
            continue
        used = _used_volumes(pod)
        for volume in pod.volumes if used is not None else ():
            if volume.name is not None and volume.name.value not in (used or ()):
                finding = RULE.finding(volume.name, volume=volume.name)
                yield finding if volume.kind == "secret" else replace(finding, severity=Severity.INFO)


def _used_volumes(pod: Pod) -> set[str] | None:
    """The names of the volumes that containers use.

    None when a list of them is only known later, or a mount is misspelt: it has no volume, a container's key is written
    twice, or a key is only like `volumeMounts`.
    """
    used = set(_PLUGIN_MOUNTS) if pod.in_jenkinsfile else set()
    own = {volume.name.value for volume in pod.volumes if volume.name is not None}
    for container in pod.containers:
        keys = [key.value for key, _ in container.node.value] if isinstance(container.node, yaml.MappingNode) else []
        alike = {key for key in keys if isinstance(key, str) and key.lower().startswith("volume")}
        if len(set(map(str, keys))) < len(keys) or alike - set(_LISTS):
            return None
        for name in _LISTS:
            node = yaml_tree.node_at(container.node, name)
            if node is None:
                continue
            entries = [yaml_tree.node_at(entry, "name") for entry in yaml_tree.sequence_items(node)]
            if not entries and yaml_tree.has_placeholder(node.value):
                return None
            for entry in entries:
                if entry is None or yaml_tree.has_placeholder(entry.value):
                    return None
                used.add(str(entry.value))
    return used if used - _PLUGIN_MOUNTS <= own else None
