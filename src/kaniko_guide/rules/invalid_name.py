"""Names that Kubernetes does not accept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.analysis.commands import all_commands, option_value, program_name
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.findings import Message, Rule, Severity
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kaniko_guide.findings import Finding
    from kaniko_guide.project import Project
    from kaniko_guide.sources.model import Manifest
    from kaniko_guide.text import Text

HELP = Bilingual(
    zh="只用小写字母、数字和 {signs}，首尾是字母或数字，最多 {limit} 个字符。",
    en=(
        "Use lower-case letters, digits and {signs}, with a letter or digit at both ends, and at most "
        "{limit} characters."
    ),
)
CONTAINER = Message(
    "container", Bilingual(zh="`{name}` 不是合法的容器名。", en="`{name}` is not a valid container name."), HELP
)
VOLUME = Message("volume", Bilingual(zh="`{name}` 不是合法的卷名。", en="`{name}` is not a valid volume name."), HELP)
NAMESPACE = Message(
    "namespace",
    Bilingual(zh="`{name}` 不是合法的命名空间名。", en="`{name}` is not a valid namespace name."),
    HELP,
)
OBJECT = Message(
    "object", Bilingual(zh="`{name}` 不是合法的 {kind} 名。", en="`{name}` is not a valid {kind} name."), HELP
)
REFERENCE = Message(
    "reference",
    Bilingual(
        zh="`{name}` 不是合法的 {kind} 名，不会有这样的 {kind}，Pod 无法启动。",
        en="`{name}` is not a valid {kind} name; no {kind} can have it, and the pod does not start.",
    ),
    HELP,
)

RULE = Rule(
    name="invalid-name",
    severity=Severity.ERROR,
    since="0.1.0",
    title=Bilingual(zh="无效的 Kubernetes 名字", en="Invalid Kubernetes name"),
    why=Bilingual(
        zh=(
            "容器、卷和命名空间的名字要符合 RFC 1123 label：最多 63 个小写字母、数字和 `-`，首尾是字母或数字。"
            "大写字母和下划线都不行：API Server（容器名先由 Jenkins 的插件检查）会拒绝整个 Pod，而 schema 检查发现"
            "不了。"
        ),
        en=(
            "Names of containers, volumes and namespaces must be RFC 1123 labels: at most 63 lower-case "
            "letters, digits and `-`, with a letter or digit at both ends. Upper-case letters and "
            "underscores are not allowed: the API server rejects the whole pod (a container's name is checked by the "
            "Jenkins plugin first); a schema cannot detect this."
        ),
    ),
    messages=(CONTAINER, VOLUME, NAMESPACE, OBJECT, REFERENCE),
    source="Kubernetes, apimachinery/pkg/util/validation: IsDNS1123Label, IsDNS1123Subdomain",
)


LABEL = lazy.pattern(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?")
LABEL_LIMIT = 63
SUBDOMAIN_LIMIT = 253
SUBDOMAIN_KINDS = frozenset(
    {"ConfigMap", "CronJob", "DaemonSet", "Deployment", "Ingress", "Job", "PersistentVolumeClaim", "Pod", "Secret"}
    | {"ServiceAccount", "StatefulSet"}
)


def check(project: Project) -> Iterator[Finding]:
    """Yields a finding at each invalid name of a container, volume, secret, namespace or object."""
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
            yield from _subdomain(volume.secret_name, "Secret", REFERENCE)
        for message, parts in ((CONTAINER, pod.containers), (VOLUME, pod.volumes)):
            for part in parts:
                yield from _label(part.name, message)
    yield from _objects(project)


def _objects(project: Project) -> Iterator[Finding]:
    """Yields a finding at each invalid name or namespace of an object."""
    edits = [command.text.value for command in all_commands(project) if program_name(command) in _EDITORS]
    for manifest in project.manifests:
        yield from _metadata(manifest, edits)


_EDITORS = frozenset({"awk", "envsubst", "perl", "sed", "yq"})
_PARTS = lazy.pattern(r"[A-Za-z0-9]*[A-Z_][A-Za-z0-9_]*")
"""The parts of a name that are not valid in it, and that a program may replace."""


def _metadata(manifest: Manifest, edits: Sequence[str]) -> Iterator[Finding]:
    data = manifest.data if isinstance(manifest.data, dict) else {}
    kind = str(data.get("kind"))
    if "kind" not in data or manifest.in_jenkinsfile:
        return
    metadata = yaml_tree.node_at(manifest.root, "metadata")
    name = yaml_tree.scalar_text(manifest.text, yaml_tree.node_at(metadata, "name"))
    if isinstance(data.get("metadata"), dict) and data["metadata"].get("name") is None:
        name = None
    parts = _PARTS.findall(name.value) if name is not None else []
    if any(part in edit for part in parts for edit in edits):
        name = None
    yield from _label(yaml_tree.scalar_text(manifest.text, yaml_tree.node_at(metadata, "namespace")), NAMESPACE)
    if kind == "Namespace":
        yield from _label(name, NAMESPACE)
    elif kind in SUBDOMAIN_KINDS or (kind == "Service" and data.get("apiVersion") == "v1"):
        yield from _subdomain(name, kind)


def _subdomain(name: Text | None, kind: str, message: Message = OBJECT) -> Iterator[Finding]:
    if name is None or not name.value or _is_replaced_later(name) or _PART_IN_CAPITALS.search(name.value):
        return
    if len(name.value) > SUBDOMAIN_LIMIT or not all(LABEL.fullmatch(label) for label in name.value.split(".")):
        yield RULE.finding(name, message, kind=kind, name=name, signs="`-` `.`", limit=SUBDOMAIN_LIMIT)


_PART_IN_CAPITALS = lazy.pattern(r"[-_.][A-Z][A-Z0-9]{3,}(?![A-Za-z0-9])|(?<![A-Za-z0-9])[A-Z][A-Z0-9]{3,}[-_.]")
"""A part of a name that `sed` may replace: `app-VERSION`."""


def _label(name: Text | None, message: Message) -> Iterator[Finding]:
    if name is None or not name.value or _is_replaced_later(name):
        return
    if len(name.value) > LABEL_LIMIT or not LABEL.fullmatch(name.value):
        yield RULE.finding(name, message, name=name, signs="`-`", limit=LABEL_LIMIT)


def _is_replaced_later(name: Text) -> bool:
    """Whether a name is a placeholder, or contains what `slash-comment-in-yaml` reports."""
    return yaml_tree.is_replaced_later(name.value) or "<" in name.value or " //" in name.value
