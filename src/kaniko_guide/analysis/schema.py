"""Validates manifests with the strict schemas of several Kubernetes minor versions.

For a pod in a Jenkinsfile, the Kubernetes plugin adds `apiVersion`, `kind` and `metadata`, and its parser (Jackson)
converts `"1000"` to a number and `8080` to a string where the field needs it. What it corrects is no error here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

from kaniko_guide import lazy
from kaniko_guide.analysis.pod_values import REFERENCE
from kaniko_guide.data import Data, remembered
from kaniko_guide.facts import kubernetes, pod_validation
from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from kaniko_guide.sources.model import Manifest

NULL = "null"
"""How an error shows a value that is null."""

MOST_COMPARED = 200
"""Most errors of a document after which unknown fields are still compared with the existing ones."""

FILLED_BY_PLUGIN = frozenset({"apiVersion", "kind", "metadata"})
"""Fields that the Kubernetes plugin adds to a pod."""


Variants: TypeAlias = list[tuple[dict[str, Any], frozenset[str]]]
"""Schemas of one value, each with the minor versions that have it."""


class SchemaError(Data, frozen=True, eq=False):
    """One violation of a schema. Two are equal if the first four attributes are.

    Attributes:
        path: of the unknown field, of the mapping that lacks a field, or of the invalid value.
        kind: `unknown` (field), `missing` (field), `type` (of a value), or `word` for a value that the schema's `enum`
            does not list.
        found: the missing field, or the invalid value; for a mapping or a list its JSON type.
        expected: the names of the valid JSON types, or the valid values.
        fields: for `unknown`, the fields that exist there, unless there are very many errors.
        definition: the name of the object in the schema that has the constraint.
        of_field: whether the constraint is of a field, and not of all values of a type.
    """

    path: yaml_tree.YamlPath
    kind: str
    found: str = ""
    expected: tuple[str, ...] = ()
    fields: frozenset[str] = frozenset()
    definition: str = ""
    of_field: bool = False

    @property
    def _key(self) -> tuple[yaml_tree.YamlPath, str, str, tuple[str, ...]]:
        return self.path, self.kind, self.found, self.expected

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SchemaError) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def similar_fields(self) -> list[str]:
        """The existing field that is most similar to an unknown one: one entry, or none."""
        return _most_similar(str(self.path[-1]), self.fields) if self.fields else []


@lru_cache(maxsize=10_000)
def _most_similar(word: str, fields: frozenset[str]) -> list[str]:
    return lazy.close_matches(word, fields, 1)


NO_CONTAINERS = SchemaError(("spec",), "missing", "containers")
"""No error for a pod in a Jenkinsfile: the plugin adds the agent's container."""


@remembered
def schema_errors(manifest: Manifest) -> dict[SchemaError, list[str]]:
    """The schema errors of a document, each with the minor versions that report it.

    A required field that is null is missing; any other field that is null is not set, which is no error. A kind without
    a schema has no errors.
    """
    found: dict[SchemaError, list[str]] = {}
    kind = schema_kind(manifest)
    if kind is None:
        return found
    minor_versions = kubernetes.minor_versions()
    for found_error, minors in _errors(manifest.data, kind, minor_versions).items():
        error = _without_null(found_error)
        if error is None or _is_optional(error):
            continue
        if not (manifest.in_jenkinsfile and _plugin_fixes(manifest.data, error)):
            known = minors | set(found.get(error, ()))
            found[error] = [minor for minor in minor_versions if minor in known]
    if has_old_version(manifest):
        return {error: minors for error, minors in found.items() if error.path == ("apiVersion",)}
    return found


def has_old_version(manifest: Manifest) -> bool:
    """Whether an object is of a version before the first stable one, which had other fields."""
    version = manifest.data.get("apiVersion") if isinstance(manifest.data, dict) else None
    return isinstance(version, str) and _BEFORE_STABLE.search(version) is not None


_BEFORE_STABLE = lazy.pattern(r"\d(?:alpha|beta)\d")


def misspelt_fields(errors: Collection[SchemaError]) -> dict[SchemaError, SchemaError]:
    """By the error about an unknown field that misspells a missing one, the error about that one."""
    found = {}
    for error in errors:
        for near in error.similar_fields() if error.kind == "unknown" else ():
            missing = SchemaError(error.path[:-1], "missing", near)
            if missing in errors:
                found[error] = missing
    return found


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


def validate(data: object, kind: str, minor: str) -> list[SchemaError]:
    """The errors that the schema of one minor version reports, except for values with a placeholder.

    Args:
        data: the document.
        kind: one of `kubernetes.kinds()`.
        minor: one of `kubernetes.minor_versions()`.
    """
    return list(_errors(data, kind, [minor]))


def _errors(data: object, kind: str, minor_versions: Iterable[str]) -> dict[SchemaError, set[str]]:
    """The errors that the schemas report, each with the minor versions that do."""
    validation = _Validation()
    validation.check_definition(data, kind.rpartition("/")[2], (), frozenset(minor_versions))
    return validation.errors


class _Validation:
    """The validation of a document with the schemas of several minor versions, which differ little.

    The schemas have these keywords only: `$ref`, `type`, `enum`, `oneOf`, `properties`, `additionalProperties`,
    `required` and `items`.

    Attributes:
        errors: those found so far, with the minor versions that report them.
    """

    def __init__(self) -> None:
        self.errors: dict[SchemaError, set[str]] = {}

    def _report(self, minors: Iterable[str], error: SchemaError) -> None:
        self.errors.setdefault(error, set()).update(minors)

    def check_definition(self, value: object, name: str, path: yaml_tree.YamlPath, minors: frozenset[str]) -> None:
        """Check a value with a definition, as some minor versions have it."""
        variants = [(schema, minors & of_schema) for schema, of_schema in kubernetes.variants(name)]
        self._check(value, [variant for variant in variants if variant[1]], path, name, of_field=False)

    def _check(
        self, value: object, variants: Variants, path: yaml_tree.YamlPath, definition: str, *, of_field: bool
    ) -> None:
        for schema, minors in variants:
            reference = schema.get("$ref")
            if reference is not None:
                self.check_definition(value, reference.removeprefix(REFERENCE), path, minors)
            if not _has_valid_type(value, schema) and not yaml_tree.is_replaced_later(value):
                expected = tuple(dict.fromkeys(name for name in _type_names(schema) if name != NULL))
                found = _value_or_type(value)
                error = SchemaError(path, "type", found, expected, definition=definition, of_field=of_field)
                self._report(minors, error)
            words = schema.get("enum")
            if words is not None and value not in words and not yaml_tree.is_replaced_later(value):
                self._report(minors, SchemaError(path, "word", _value_or_type(value), tuple(map(str, words))))
        if isinstance(value, dict):
            self._check_fields(value, variants, path, definition, of_field=of_field)
            self._check_required(value, variants, path, definition)
        elif isinstance(value, list):
            items = _merged((schema["items"], minors) for schema, minors in variants if "items" in schema)
            for index, entry in enumerate(value if items else ()):
                self._check(entry, items, (*path, index), definition, of_field=of_field)

    def _check_fields(
        self, value: dict[str, Any], variants: Variants, path: yaml_tree.YamlPath, definition: str, *, of_field: bool
    ) -> None:
        for key, entry in value.items():
            of_fields: Variants = []
            of_others: Variants = []
            for schema, minors in variants:
                fields = schema.get("properties", {})
                others = schema.get("additionalProperties", True)
                if key in fields:
                    of_fields.append((fields[key], minors))
                elif isinstance(others, dict):
                    of_others.append((others, minors))
                elif not others and not yaml_tree.has_placeholder(key):
                    known = frozenset(fields) if len(self.errors) < MOST_COMPARED else frozenset[str]()
                    self._report(minors, SchemaError((*path, key), "unknown", fields=known))
            if of_fields:
                self._check(entry, _merged(of_fields), (*path, key), definition, of_field=True)
            if of_others:
                self._check(entry, _merged(of_others), (*path, key), definition, of_field=of_field)

    def _check_required(
        self, value: dict[str, Any], variants: Variants, path: yaml_tree.YamlPath, definition: str
    ) -> None:
        for schema, minors in variants:
            missing = [name for name in schema.get("required", ()) if name not in value]
            if missing and not any(map(yaml_tree.has_placeholder, value)):
                for name in missing:
                    self._report(minors, SchemaError(path, "missing", name, definition=definition))


def _merged(variants: Iterable[tuple[dict[str, Any], frozenset[str]]]) -> Variants:
    """Schemas of which each is there once."""
    found: Variants = []
    for schema, minors in variants:
        if found and found[-1][0] == schema:
            found[-1] = schema, found[-1][1] | minors
        else:
            found.append((schema, minors))
    return found


def _has_valid_type(value: object, schema: Any) -> bool:  # noqa: ANN401
    """Whether `type` and `oneOf` allow a value; of the choices of `oneOf`, exactly one must, so null is no quantity."""
    names = schema.get("type")
    if names is not None and not any(_has_type(value, name) for name in ([names] if isinstance(names, str) else names)):
        return False
    choices = schema.get("oneOf")
    return choices is None or [_has_valid_type(value, choice) for choice in choices].count(True) == 1


def _type_names(schema: Any) -> Iterator[str]:  # noqa: ANN401
    """The JSON types that `type` and `oneOf` name."""
    names = schema.get("type", ())
    yield from [names] if isinstance(names, str) else names
    for choice in schema.get("oneOf", ()):
        yield from _type_names(choice)


_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def _has_type(value: object, name: str) -> bool:
    """Whether a value is of a JSON type; 1.0 is an integer."""
    if isinstance(value, bool):
        return name == "boolean"
    if name == "integer":
        return isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    return isinstance(value, _TYPES[name])


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
