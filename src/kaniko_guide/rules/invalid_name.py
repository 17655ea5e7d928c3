"""A name that Kubernetes does not accept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kaniko_guide.analysis.commands import all_commands, option_value, program_name
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Manifest
    from kaniko_guide.text import Text

HELP = Bilingual(
    zh="只用小写字母、数字和 {signs}，首尾是字母或数字，最多 {limit} 个字符。",
    en="Use lower-case letters, digits and {signs}, a letter or digit at both ends, at most {limit} characters.",
)
CONTAINER = Message(
    "container", Bilingual(zh="容器的名字不能是 `{name}`。", en="`{name}` is not a legal name for a container."), HELP
)
VOLUME = Message(
    "volume", Bilingual(zh="卷的名字不能是 `{name}`。", en="`{name}` is not a legal name for a volume."), HELP
)
NAMESPACE = Message(
    "namespace",
    Bilingual(zh="命名空间的名字不能是 `{name}`。", en="`{name}` is not a legal name for a namespace."),
    HELP,
)
OBJECT = Message(
    "object", Bilingual(zh=" {kind} 的名字不能是 `{name}`。", en="`{name}` is not a legal name for a {kind}."), HELP
)

RULE = Rule(
    name="invalid-name",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="Kubernetes 不接受的名字", en="A name Kubernetes does not accept"),
    why=Bilingual(
        zh=(
            "容器、卷和命名空间的名字要符合 RFC 1123 label：最多 63 个小写字母、数字和 `-`，首尾是字母或数字。"
            "大写字母和下划线最常出错，API server 会拒绝整个 Pod，而 schema 检查看不出来。"
        ),
        en=(
            "Names of containers, volumes and namespaces are RFC 1123 labels: at most 63 lower-case letters, digits "
            "and `-`, with a letter or digit at both ends. Capitals and underscores are the usual slip; the API server "
            "then refuses the whole pod, and a schema cannot see it."
        ),
    ),
    messages=(CONTAINER, VOLUME, NAMESPACE, OBJECT),
    source="Kubernetes, apimachinery/pkg/util/validation: IsDNS1123Label, IsDNS1123Subdomain",
)


LABEL = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?")
LABEL_LIMIT = 63
SUBDOMAIN_LIMIT = 253
SUBDOMAIN_KINDS = frozenset({"Pod", "Secret", "ServiceAccount", "ConfigMap"})


def check(project: Project) -> Iterator[Finding]:
    """Findings at each illegal name of a container, volume, secret, namespace or object."""
    for command in all_commands(project):
        if program_name(command) == "kubectl":
            found = option_value(command.words, "-n", "--namespace")
            if found is not None and found[1] and found[0].literal and found[1].isascii():
                word, value = found
                at = word.text.value.rfind(value)
                yield from _label(word.text.cut(at, at + len(value)) if at >= 0 else None, NAMESPACE)
    for pod in project.pods:
        yield from _label(pod.namespace if pod.in_jenkinsfile else None, NAMESPACE)
        for volume in pod.volumes:
            yield from _subdomain(volume.secret_name, "Secret")
        for message, parts in ((CONTAINER, pod.containers), (VOLUME, pod.volumes)):
            for part in parts:
                yield from _label(part.name, message)
    for manifest in project.manifests:
        yield from _metadata(manifest)


def _metadata(manifest: Manifest) -> Iterator[Finding]:
    data = manifest.data if isinstance(manifest.data, dict) else {}
    kind = str(data.get("kind"))
    if "kind" not in data or manifest.in_jenkinsfile:
        return
    metadata = yaml_tree.node_at(manifest.root, "metadata")
    name = yaml_tree.scalar_text(manifest.text, yaml_tree.node_at(metadata, "name"))
    yield from _label(yaml_tree.scalar_text(manifest.text, yaml_tree.node_at(metadata, "namespace")), NAMESPACE)
    if kind == "Namespace":
        yield from _label(name, NAMESPACE)
    elif kind in SUBDOMAIN_KINDS:
        yield from _subdomain(name, kind)


def _subdomain(name: Text | None, kind: str) -> Iterator[Finding]:
    if name is None or not name.value or yaml_tree.has_placeholder(name.value) or "<" in name.value:
        return
    if len(name.value) > SUBDOMAIN_LIMIT or not all(LABEL.fullmatch(label) for label in name.value.split(".")):
        yield RULE.finding(name, OBJECT, kind=kind, name=name, signs="`-` `.`", limit=SUBDOMAIN_LIMIT)


def _label(name: Text | None, message: Message) -> Iterator[Finding]:
    if name is None or yaml_tree.has_placeholder(name.value) or "<" in name.value:
        return
    if len(name.value) > LABEL_LIMIT or not LABEL.fullmatch(name.value):
        yield RULE.finding(name, message, name=name, signs="`-`", limit=LABEL_LIMIT)
