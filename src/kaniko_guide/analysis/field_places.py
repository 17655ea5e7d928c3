"""Where an unknown field of a manifest belongs, if an object around it or inside it has a field of this name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kaniko_guide.analysis.pod_values import REFERENCE
from kaniko_guide.analysis.schema import schema_kind
from kaniko_guide.facts import kubernetes
from kaniko_guide.sources import yaml_tree
from kaniko_guide.sources.yaml_tree import YamlPath

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kaniko_guide.analysis.schema import SchemaError
    from kaniko_guide.sources.model import Manifest

MOST_PLACES = 3
"""The number of places up to which all are named."""

_IN_MANY_OBJECTS = frozenset({"annotations", "apiVersion", "kind", "labels", "metadata", "name", "namespace", "spec"})
"""Fields of so many objects that the nearest one is hardly the one that is meant."""

_OBJECTS_BELOW = ("template", "spec", "jobTemplate")
"""Fields between an object and the pod that it makes."""

_RESOURCES = frozenset({"cpu", "memory", "ephemeral-storage"})

_Level = tuple[YamlPath, str]
"""An object of a manifest: its path, and the name of its definition."""


def places(manifest: Manifest, error: SchemaError) -> list[str]:
    """The paths of the objects that an unknown field may belong to; empty if none or too many have it.

    Args:
        manifest: the document.
        error: of the kind `unknown`.
    """
    key, levels = str(error.path[-1]), list(_levels(manifest, error.path[:-1]))
    if not levels or key in _IN_MANY_OBJECTS:
        return []
    path, name = levels[-1]
    if name == "ResourceRequirements" and key in _RESOURCES:
        return [yaml_tree.format_path((*path, field)) for field in ("limits", "requests")]
    around = [above for above, definition in levels[:-1] if key in _properties(definition)]
    if around:
        return [yaml_tree.format_path(around[-1]) or schema_kind(manifest) or ""]
    found = _inside(manifest, levels[-1], key) or _beside(manifest, levels, key)
    return found if len(found) <= MOST_PLACES else []


def _levels(manifest: Manifest, path: YamlPath) -> Iterator[_Level]:
    """The objects from the whole document to the one at a path; none if one of them has no definition."""
    kind = schema_kind(manifest)
    levels: list[_Level] = [((), kind.rpartition("/")[2])] if kind is not None else []
    for at, step in enumerate(path):
        if isinstance(step, int):
            levels[-1] = (path[: at + 1], levels[-1][1])
            continue
        name = _objects(levels[-1][1]).get(step) if levels else None
        if name is None:
            return
        levels.append((path[: at + 1], name))
    yield from levels


def _inside(manifest: Manifest, level: _Level, key: str) -> list[str]:
    """The fields of an object whose objects have the field; those that the manifest has, if it has any of them."""
    path, name = level
    fields = [field for field, inner in _objects(name).items() if key in _properties(inner)]
    if "containers" in fields:
        fields = [field for field in fields if field not in {"initContainers", "ephemeralContainers"}]
    present = [field for field in fields if yaml_tree.node_at(manifest.root, *path, field) is not None]
    if fields:
        return [_shown(manifest, (*path, field)) for field in present or fields]
    for field in _OBJECTS_BELOW:
        inner = _objects(name).get(field)
        found = _inside(manifest, ((*path, field), inner), key) if inner is not None else []
        if found:
            return found
    return []


def _beside(manifest: Manifest, levels: list[_Level], key: str) -> list[str]:
    """The objects of the same name around it or in a list beside it: `securityContext` of the pod or the container."""
    own = next((step for step in reversed(levels[-1][0]) if isinstance(step, str)), "")
    for path, name in reversed(levels[:-2]):
        if key in _properties(_objects(name).get(own, "")):
            return [yaml_tree.format_path((*path, own))]
    path, name = levels[-2] if len(levels) > 1 else ((), "")
    inner = _objects(_objects(name).get("containers", "")).get(own, "")
    return [f"{_shown(manifest, (*path, 'containers'))}.{own}"] if key in _properties(inner) else []


def _shown(manifest: Manifest, path: YamlPath) -> str:
    """A path as text, with an index if the field is a list."""
    entries = yaml_tree.sequence_items(yaml_tree.node_at(manifest.root, *path))
    index = "" if not entries else "[0]" if len(entries) == 1 else "[…]"
    return yaml_tree.format_path(path) + index


def _properties(definition: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _definitions().get(definition, {}).get("properties", {})
    return found


def _objects(definition: str) -> dict[str, str]:
    """The fields of an object that are objects, or lists of objects, with the names of their definitions."""
    found: dict[str, str] = {}
    for field, schema in _properties(definition).items():
        reference = schema.get("$ref") or schema.get("items", {}).get("$ref")
        if reference is not None:
            found[field] = reference.removeprefix(REFERENCE)
    return found


def _definitions() -> dict[str, Any]:
    return kubernetes.definitions(kubernetes.minor_versions()[-1])
