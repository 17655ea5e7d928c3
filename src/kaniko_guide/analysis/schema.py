"""Validates manifests with the strict schemas of several Kubernetes minor versions.

For a pod in a Jenkinsfile, the Kubernetes plugin adds `apiVersion`, `kind` and `metadata`, and its parser (Jackson)
converts `"1000"` to a number and `8080` to a string where the field needs it. What it corrects is no error here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from kaniko_guide.facts import kubernetes, pod_validation
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jsonschema_rs import ValidationError

    from kaniko_guide.sources.model import Manifest

NULL = "null"
"""How an error shows a value that is null."""

FILLED_BY_PLUGIN = frozenset({"apiVersion", "kind", "metadata"})
"""Fields that the Kubernetes plugin adds to a pod."""


@dataclass(frozen=True, slots=True)
class SchemaError:
    """One violation of a schema.

    Attributes:
        path: of the unknown field, of the mapping that lacks a field, or of the invalid value.
        kind: `unknown` (field), `missing` (field), `type` (of a value), or `word` for a value that the schema's `enum`
            does not list.
        found: the missing field, or the invalid value; for a mapping or a list its JSON type.
        expected: the names of the valid JSON types, or the valid values.
        fields: for `unknown`, the fields that exist there.
        definition: the name of the object in the schema that has the constraint.
        of_field: whether the constraint is of a field, and not of all values of a type.
    """

    path: yaml_tree.YamlPath
    kind: str
    found: str = ""
    expected: tuple[str, ...] = ()
    fields: frozenset[str] = field(default=frozenset(), compare=False)
    definition: str = field(default="", compare=False)
    of_field: bool = field(default=False, compare=False)

    def similar_fields(self) -> list[str]:
        """The existing field that is most similar to an unknown one: one entry, or none."""
        return get_close_matches(str(self.path[-1]), self.fields, 1)


NO_CONTAINERS = SchemaError(("spec",), "missing", "containers")
"""No error for a pod in a Jenkinsfile: the plugin adds the agent's container."""


def schema_errors(manifest: Manifest) -> dict[SchemaError, list[str]]:
    """The schema errors of a document, each with the minor versions that report it.

    A required field that is null is missing; any other field that is null is not set, which is no error. A kind without
    a schema has no errors.
    """
    found: dict[SchemaError, list[str]] = {}
    kind = schema_kind(manifest)
    if kind is None:
        return found
    for minor in kubernetes.minor_versions():
        for found_error in validate(manifest.data, kind, minor):
            error = _without_null(found_error)
            if error is None or _is_optional(error):
                continue
            if not (manifest.in_jenkinsfile and _plugin_fixes(manifest.data, error)):
                found.setdefault(error, []).append(minor)
    return found


def missing_for(unknown: SchemaError, errors: Iterable[SchemaError]) -> SchemaError | None:
    """The error about the required field that an unknown field misspells; None if it misspells none."""
    wanted = [(unknown.path[:-1], near) for near in unknown.similar_fields()]
    return next((error for error in errors if error.kind == "missing" and (error.path, error.found) in wanted), None)


def misspelt_for(missing: SchemaError, errors: Iterable[SchemaError]) -> SchemaError | None:
    """The error about the unknown field that misspells a missing one; None if there is none."""
    return next((error for error in errors if error.kind == "unknown" and missing_for(error, [missing])), None)


def _without_null(error: SchemaError) -> SchemaError | None:
    """An error as the API server sees it, for which null is the same as not set."""
    if error.kind != "type" or error.found != NULL:
        return error
    if not error.of_field or not isinstance(error.path[-1], str):
        return None
    return SchemaError(error.path[:-1], "missing", error.path[-1], definition=error.definition)


def _is_optional(error: SchemaError) -> bool:
    """Whether the API server accepts an object without a field that the schema requires."""
    return error.kind == "missing" and error.found in pod_validation.optional(error.definition)


def schema_kind(manifest: Manifest) -> str | None:
    """The API version and kind by whose schema a document is validated, such as `v1/Pod`; None if there is none.

    A known kind with the `apiVersion` of another built-in group is validated too, and has an error. An `apiVersion`
    with a domain in its group is a custom resource, which has no schema.
    """
    data = manifest.data
    if not isinstance(data, dict):
        return None
    kind, api = data.get("kind"), data.get("apiVersion")
    if manifest.in_jenkinsfile:
        return "v1/Pod" if kind == "Pod" or (kind is None and "spec" in data) else None
    if not isinstance(kind, str) or not isinstance(api, str):
        return None
    group = api.rpartition("/")[0]
    for known in kubernetes.kinds():
        known_api, _, known_kind = known.rpartition("/")
        if kind == known_kind and (group == known_api.rpartition("/")[0] or "." not in group):
            return known
    return None


def validate(data: object, kind: str, minor: str) -> Iterator[SchemaError]:
    """The errors that the schema of one minor version reports, except for values with a placeholder.

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
    *schema_path, keyword = error.schema_path
    definition = str(schema_path[1])
    for step in schema_path:
        schema = schema[step]
    found: Any = error.instance
    constraint: Any = schema[keyword]
    if keyword == "additionalProperties":
        fields = frozenset(schema.get("properties", ()))
        unknown = (key for key in found if key not in fields and not yaml_tree.has_placeholder(key))
        yield from (SchemaError((*path, key), "unknown", fields=fields) for key in unknown)
    elif keyword == "required":
        if not any(yaml_tree.has_placeholder(key) for key in found):
            missing = (key for key in constraint if key not in found)
            yield from (SchemaError(path, "missing", key, definition=definition) for key in missing)
    elif keyword == "enum":
        yield SchemaError(path, "word", _value_or_type(found), tuple(str(value) for value in constraint))
    else:
        choices = constraint if keyword == "oneOf" else [{"type": constraint}]
        types = [choice["type"] for choice in choices]
        names = [name for entry in types for name in ([entry] if isinstance(entry, str) else entry)]
        expected = tuple(dict.fromkeys(name for name in names if name != "null"))
        of_field = schema_path[2:3] == ["properties"]
        yield SchemaError(path, "type", _value_or_type(found), expected, definition=definition, of_field=of_field)


def _value_or_type(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, dict | list):
        return "object" if isinstance(value, dict) else "array"
    if isinstance(value, bool):
        return "true" if value else "false"
    return NULL if value is None else str(value)


def _plugin_fixes(data: Any, error: SchemaError) -> bool:  # noqa: ANN401
    if (error.path[:1] and error.path[0] in FILLED_BY_PLUGIN) or error == NO_CONTAINERS:
        return True
    if error.kind != "type":
        return False
    for step in error.path:
        data = data[step]
    if isinstance(data, str):
        turns_into = {"integer", "number"} if data.lstrip("+-").isdecimal() else set()
        turns_into |= {"boolean"} if data.lower() in {"true", "false"} else set()
        return bool(turns_into & set(error.expected))
    return isinstance(data, bool | int | float) and not {"object", "array"} & set(error.expected)
