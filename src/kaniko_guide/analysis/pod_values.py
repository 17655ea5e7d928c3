"""Reads the values of a pod as the API server does before it validates them.

What is null is not set, and an entry of a list that is null is an empty object. Fields that the schema does not have
are dropped. `UNKNOWN` stands for placeholders and for values of a wrong type, of which nothing more can be said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from kaniko_guide.sources import yaml_tree

if TYPE_CHECKING:
    from collections.abc import Mapping

Values = dict[str, Any]
"""The fields of an object that are set."""

HIDDEN: Final = "…"
"""The field of an object with a key that is a placeholder, and may be any field."""


class Empty(Values):
    """An object that stands for an entry of a list that is null."""


class _Unknown:
    """The type of `UNKNOWN`."""


UNKNOWN: Final = _Unknown()

REFERENCE = "#/$defs/"
ANYTHING: Mapping[str, Any] = {}
"""The schema of a value without one."""


def read(value: Any, schema: Mapping[str, Any], definitions: Mapping[str, Any], *, by_plugin: bool) -> Any:  # noqa: ANN401
    """A value as the server reads it.

    Args:
        value: as Python value.
        schema: of the value.
        definitions: what the schema refers to.
        by_plugin: whether the Jenkins plugin converts it first, such as `"1000"` where a number is expected.
    """
    if yaml_tree.has_placeholder(value):
        return UNKNOWN
    schema = resolved(schema, definitions)
    if isinstance(value, dict):
        if "object" not in types(schema, definitions):
            return UNKNOWN
        return _read_object(value, schema, definitions, by_plugin=by_plugin)
    if isinstance(value, list):
        if "array" not in types(schema, definitions):
            return UNKNOWN
        items = schema.get("items", ANYTHING)
        empty = "object" in types(resolved(items, definitions), definitions)
        return [
            Empty() if entry is None and empty else read(entry, items, definitions, by_plugin=by_plugin)
            for entry in value
        ]
    return _read_scalar(value, types(schema, definitions), by_plugin=by_plugin)


def _read_object(
    value: Values, schema: Mapping[str, Any], definitions: Mapping[str, Any], *, by_plugin: bool
) -> Values:
    fields, others = schema.get("properties"), schema.get("additionalProperties", ANYTHING)
    found: Values = {}
    for key, entry in value.items():
        if yaml_tree.has_placeholder(key):
            found[HIDDEN] = UNKNOWN
        elif entry is not None and (fields is None or key in fields):
            below = fields[key] if fields is not None else others
            found[key] = read(entry, below if isinstance(below, dict) else ANYTHING, definitions, by_plugin=by_plugin)
    return found


def _read_scalar(value: Any, names: frozenset[str], *, by_plugin: bool) -> Any:  # noqa: ANN401
    if value is None or not names or _json_type(value) in names or (isinstance(value, int) and "number" in names):
        return value
    if by_plugin and isinstance(value, str) and "integer" in names and value.lstrip("+-").isdecimal():
        return int(value)
    if by_plugin and isinstance(value, str) and "boolean" in names and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    if by_plugin and "string" in names and not isinstance(value, str):
        return str(value).lower() if isinstance(value, bool) else str(value)
    return UNKNOWN


def _json_type(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "integer" if float(value).is_integer() else "number"
    return "string" if isinstance(value, str) else "object" if isinstance(value, dict) else "array"


def resolved(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema, or the definition to which it refers."""
    reference = schema.get("$ref")
    return schema if reference is None else definitions[reference.removeprefix(REFERENCE)]


def types(schema: Mapping[str, Any], definitions: Mapping[str, Any]) -> frozenset[str]:
    """The JSON types of a resolved schema, without null; none where it does not say."""
    choices = [resolved(choice, definitions) for choice in schema.get("oneOf", [schema])]
    names = [choice.get("type", ()) for choice in choices]
    return frozenset(name for entry in names for name in ([entry] if isinstance(entry, str) else entry)) - {"null"}


def is_set(values: Values, name: str) -> bool:
    """Whether a field is set, even if its value is not known."""
    return name in values


def is_unset(values: Values, name: str) -> bool:
    """Whether a field is not set, or empty: an empty text, a zero, an empty list. False if that is not known."""
    if name not in values:
        return HIDDEN not in values
    value = values[name]
    return value is not UNKNOWN and not isinstance(value, bool | dict) and not value


def text(values: Values, name: str) -> str:
    """A text; empty if it is not set or not known."""
    value = values.get(name)
    return value if isinstance(value, str) else ""


def number(values: Values, name: str) -> int | None:
    """A whole number; None if it is not set or not known."""
    value = values.get(name)
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def mapping(values: Values, name: str) -> Values:
    """An object; empty if it is not set or not known."""
    value = values.get(name)
    return value if isinstance(value, dict) else {}


def entries(values: Values, name: str) -> list[Any]:
    """A list; empty if it is not set or not known."""
    value = values.get(name)
    return value if isinstance(value, list) else []


def objects(values: Values, name: str) -> list[tuple[int, Values]]:
    """The objects in a list, with their indices."""
    return [(index, entry) for index, entry in enumerate(entries(values, name)) if isinstance(entry, dict)]
