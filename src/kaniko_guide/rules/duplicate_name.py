"""Duplicate container names, volume names or mount paths in a pod."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.text import Text

HELP = Bilingual(zh="改成不同的名字或路径，或删掉一个。", en="Make them different, or delete one.")
CONTAINER = Message(
    "container",
    Bilingual(
        zh="容器名 `{name}` 在第 {line} 行已经用过。", en="The container name `{name}` is already used on line {line}."
    ),
    HELP,
)
VOLUME = Message(
    "volume",
    Bilingual(
        zh="卷名 `{name}` 在第 {line} 行已经用过。", en="The volume name `{name}` is already used on line {line}."
    ),
    HELP,
)
MOUNT_PATH = Message(
    "mount-path",
    Bilingual(
        zh="挂载路径 `{name}` 在第 {line} 行已经用过。", en="The mount path `{name}` is already used on line {line}."
    ),
    HELP,
)

RULE = Rule(
    name="duplicate-name",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="Pod 里重复的名字或挂载路径", en="Duplicate name or mount path in a pod"),
    why=Bilingual(
        zh=(
            "一个 Pod 里的容器名（包括 init 容器）和卷名都不能重复，同一个容器里的 `mountPath` 也不能重复，否"
            "则 API Server 会拒绝整个 Pod。schema 检查发现不了这类错误。"
        ),
        en=(
            "In a pod, container names (including init containers) and volume names must be unique, and so "
            "must each `mountPath` in a container; otherwise the API server rejects the pod. A schema cannot "
            "detect this."
        ),
    ),
    messages=(CONTAINER, VOLUME, MOUNT_PATH),
    source="Kubernetes, pkg/apis/core/validation: validateContainers, ValidateVolumes, ValidateVolumeMounts",
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at the second of two equal names or paths."""
    for pod in project.pods:
        ordered = sorted(pod.containers, key=lambda container: container.init)
        yield from _duplicates((container.name for container in ordered), CONTAINER)
        yield from _duplicates((volume.name for volume in pod.volumes), VOLUME)
        for container in pod.containers:
            yield from _duplicates((mount.path for mount in container.mounts), MOUNT_PATH)


def _duplicates(names: Iterable[Text | None], message: Message) -> Iterator[Finding]:
    first: dict[str, Text] = {}
    for name in names:
        if name is None or yaml_tree.has_placeholder(name.value):
            continue
        if first.setdefault(name.value, name) is not name:
            yield RULE.finding(name, message, name=name, line=first[name.value].position().line)
