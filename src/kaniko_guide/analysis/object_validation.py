"""Validates Services, and the selectors of objects that make pods, as the API server does, beyond their types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kaniko_guide.analysis.pod_conflicts import FieldError
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.sources.model import Manifest
    from kaniko_guide.sources.yaml_tree import YamlPath

_WITH_SELECTOR = frozenset({"DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"})
_PROTOCOLS = frozenset({"SCTP", "TCP", "UDP"})

_PORTS = Bilingual(zh="至少一个端口", en="at least one port")
_NAME = Bilingual(zh="有几个端口时，每个都要有名称", en="a name for each port, as there are several")
_PROTOCOL = Bilingual(zh="`TCP`、`UDP` 或 `SCTP`", en="`TCP`, `UDP` or `SCTP`")
_OTHER_TYPE = Bilingual(zh="去掉它，或者写 `type: NodePort`", en="no `nodePort`, or `type: NodePort` in the Service")


def object_errors(document: Manifest) -> Iterator[FieldError]:
    """What the server refuses; nothing for a document with placeholders in these fields, or of another kind."""
    data = document.data
    if not isinstance(data, dict) or document.in_jenkinsfile or not isinstance(data.get("spec"), dict):
        return
    api, kind, spec = data.get("apiVersion"), data.get("kind"), data["spec"]
    if api == "apps/v1" and kind in _WITH_SELECTOR:
        yield from _selector(spec)
    if api == "v1" and kind == "Service":
        yield from _service(spec)


def _selector(spec: dict[str, Any]) -> Iterator[FieldError]:
    """The labels of the template must have those of the selector."""
    selector = _mapping(_mapping(spec, "selector"), "matchLabels")
    template = _mapping(spec, "template")
    labels = _mapping(_mapping(template, "metadata"), "labels")
    path: YamlPath = ("spec", "template", "metadata", "labels")
    if not labels or any(map(_is_unknown, (*selector, *selector.values(), *labels, *labels.values()))):
        return
    for name, value in selector.items():
        if labels.get(name) != value:
            found = str(labels[name]) if name in labels else ", ".join(map(str, labels))
            expected = f"`{name}: {value}`"
            where = (*path, name) if name in labels else path
            yield FieldError(
                where,
                "invalid",
                found,
                Bilingual(zh=f"{expected}，和 `selector` 一样", en=f"{expected}, as in the `selector`"),
            )


def _service(spec: dict[str, Any]) -> Iterator[FieldError]:
    kind, ports = spec.get("type", "ClusterIP"), spec.get("ports")
    if _is_unknown(kind) or _is_unknown(ports):
        return
    if not ports and kind != "ExternalName" and spec.get("clusterIP") != "None":
        yield FieldError(("spec", "ports"), "required", expected=_PORTS)
    entries = [port for port in ports if isinstance(port, dict)] if isinstance(ports, list) else []
    for index, port in enumerate(entries):
        path: YamlPath = ("spec", "ports", index)
        protocol, name = port.get("protocol"), port.get("name")
        if name is None and len(entries) > 1 and not any(map(_is_unknown, port)):
            yield FieldError((*path, "name"), "required", expected=_NAME)
        if isinstance(protocol, str) and protocol not in _PROTOCOLS and not _is_unknown(protocol):
            yield FieldError((*path, "protocol"), "invalid", protocol, _PROTOCOL)
        if kind == "ClusterIP" and type(port.get("nodePort")) is int and port["nodePort"]:
            yield FieldError((*path, "nodePort"), "forbidden", expected=_OTHER_TYPE)


def _mapping(values: dict[str, Any], name: str) -> dict[str, Any]:
    found = values.get(name)
    return found if isinstance(found, dict) else {}


def _is_unknown(value: object) -> bool:
    return isinstance(value, str) and (yaml_tree.is_replaced_later(value) or yaml_tree.has_placeholder(value))
