"""What the strict schemas of the Kubernetes minors refuse in a manifest.

For pods in a Jenkinsfile the Kubernetes plugin fills `apiVersion`, `kind` and `metadata`, and its reader (Jackson)
turns `"1000"` into a number and `8080` into text where the field wants it; what it mends there is no fault.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from kaniko_guide.facts import kubernetes
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema_rs import ValidationError

    from kaniko_guide.sources.model import Manifest

FILLED_BY_PLUGIN = frozenset({"apiVersion", "kind", "metadata"})


@dataclass(frozen=True, slots=True)
class SchemaError:
    """One thing that a schema refuses.

    Attributes:
        path: the field that is not known, the mapping that lacks one, or the value that is wrong.
        what: `unknown`, `missing`, `type`, or `word` for a value that is not in the list of legal ones.
        found: the field that is missing, or the wrong value: a JSON type's name for a mapping or a list.
        expected: names of JSON types, or the legal values.
        fields: for `unknown`, the fields that are known there.
    """

    path: yaml_tree.YamlPath
    kind: str
    found: str = ""
    expected: tuple[str, ...] = ()
    fields: frozenset[str] = field(default=frozenset(), compare=False)

    def similar_fields(self) -> list[str]:
        """The known field that an unknown one resembles, if any."""
        return get_close_matches(str(self.path[-1]), self.fields, 1)


NO_CONTAINERS = SchemaError(("spec",), "missing", "containers")
"""Mended by the plugin, which adds the agent's container."""


def schema_errors(manifest: Manifest) -> dict[SchemaError, list[str]]:
    """Every fault of a document, with the minors that refuse it; none for a kind that has no schema here.

    A misspelt field that is required is one fault: the field that is not known.
    """
    found: dict[SchemaError, list[str]] = {}
    kind = schema_kind(manifest)
    if kind is None:
        return found
    for minor in kubernetes.minor_versions():
        for fault in validate(manifest.data, kind, minor):
            if not (manifest.in_jenkinsfile and _plugin_fixes(manifest.data, fault)):
                found.setdefault(fault, []).append(minor)
    misspelt = {
        (fault.path[:-1], near) for fault in found if fault.kind == "unknown" for near in fault.similar_fields()
    }
    return {
        fault: refused
        for fault, refused in found.items()
        if fault.kind != "missing" or (fault.path, fault.found) not in misspelt
    }


def schema_kind(manifest: Manifest) -> str | None:
    """The kind that a document is judged as, `v1/Pod`; None when it is not judged.

    An `apiVersion` of another built-in group is judged as the kind it means (and refused), one of a group with a
    domain is a custom resource.
    """
    data = manifest.data
    if not isinstance(data, dict):
        return None
    word, api = data.get("kind"), data.get("apiVersion")
    if manifest.in_jenkinsfile:
        return "v1/Pod" if word == "Pod" or (word is None and "spec" in data) else None
    if not isinstance(word, str) or not isinstance(api, str):
        return None
    group = api.rpartition("/")[0]
    for known in kubernetes.kinds():
        known_api, _, known_word = known.rpartition("/")
        if word == known_word and (group == known_api.rpartition("/")[0] or "." not in group):
            return known
    return None


def validate(data: object, kind: str, minor: str) -> Iterator[SchemaError]:
    """What one minor's schema refuses, but for values that only the run knows.

    Args:
        data: the document.
        kind: one of `kubernetes.kinds()`.
        minor: one of `kubernetes.minor_versions()`.
    """
    for error in kubernetes.validator(minor, kind).iter_errors(data):
        if not yaml_tree.has_placeholder(error.instance):
            yield from _schema_errors_of(error, kubernetes.schema(minor))


def _schema_errors_of(error: ValidationError, schema: Any) -> Iterator[SchemaError]:  # noqa: ANN401
    path = tuple(error.instance_path)
    *place, keyword = error.schema_path
    for step in place:
        schema = schema[step]
    found: Any = error.instance
    wanted: Any = schema[keyword]
    if keyword == "additionalProperties":
        fields = frozenset(schema.get("properties", ()))
        unknown = (key for key in found if key not in fields and not yaml_tree.has_placeholder(key))
        yield from (SchemaError((*path, key), "unknown", fields=fields) for key in unknown)
    elif keyword == "required":
        if not any(yaml_tree.has_placeholder(key) for key in found):
            yield from (SchemaError(path, "missing", key) for key in wanted if key not in found)
    elif keyword == "enum":
        yield SchemaError(path, "word", _value_or_type(found), tuple(str(word) for word in wanted))
    else:
        choices = wanted if keyword == "oneOf" else [{"type": wanted}]
        types = [choice["type"] for choice in choices]
        names = [name for entry in types for name in ([entry] if isinstance(entry, str) else entry)]
        yield SchemaError(
            path, "type", _value_or_type(found), tuple(dict.fromkeys(name for name in names if name != "null"))
        )


def _value_or_type(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, dict | list):
        return "object" if isinstance(value, dict) else "array"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "null" if value is None else str(value)


def _plugin_fixes(data: Any, fault: SchemaError) -> bool:  # noqa: ANN401
    if (fault.path[:1] and fault.path[0] in FILLED_BY_PLUGIN) or fault == NO_CONTAINERS:
        return True
    if fault.kind != "type":
        return False
    for step in fault.path:
        data = data[step]
    if isinstance(data, str):
        turns_into = {"integer", "number"} if data.lstrip("+-").isdecimal() else set()
        turns_into |= {"boolean"} if data.lower() in {"true", "false"} else set()
        return bool(turns_into & set(fault.expected))
    return isinstance(data, bool | int | float) and not {"object", "array"} & set(fault.expected)
