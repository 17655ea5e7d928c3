"""What the API server checks of the fields of a pod beyond their types."""

from collections.abc import Mapping
from typing import Literal

from msgspec import field

from kaniko_guide.facts import Fact, Facts, load

Reason = Literal["required", "unsupported", "invalid", "forbidden", "duplicate", "not-found"]
"""Why the server refuses a field: its own reasons, such as `FieldValueNotSupported`, in short."""


class FieldCheck(Fact, frozen=True):
    """The checks of a field; see `pod_validation.yml`."""

    required: bool = False
    choices: tuple[str, ...] = ()
    empty: bool = False
    minimum: int | None = None
    maximum: int | None = None
    format: str = ""
    values: str = ""


class Alternatives(Fact, frozen=True):
    """Fields of an object that exclude each other.

    Attributes:
        object: its name in the schema.
        fields: the fields; `*` stands for all.
        excluded: fields that `*` does not stand for.
        least: how many must be set: 0 or 1.
        none: the reason of the server where none is.
        reason: the reason where several are.
    """

    object: str
    fields: tuple[str, ...]
    reason: Reason
    excluded: tuple[str, ...] = field(default=(), name="not")
    least: int = 1
    none: Reason = "required"


class File(Facts, frozen=True, kw_only=True):
    """`pod_validation.yml`."""

    objects: Mapping[str, Mapping[str, FieldCheck]]
    optional: Mapping[str, tuple[str, ...]]
    alternatives: tuple[Alternatives, ...]


def checks(name: str) -> Mapping[str, FieldCheck]:
    """The checks of an object's fields, by field.

    Args:
        name: of the object in the schema, such as `Container`.
    """
    return load(__file__, File).objects.get(name, {})


def optional(name: str) -> tuple[str, ...]:
    """The fields of an object that the schema requires, and the server does not."""
    return load(__file__, File).optional.get(name, ())


def alternatives(name: str) -> tuple[Alternatives, ...]:
    """The fields of an object that exclude each other."""
    return tuple(entry for entry in load(__file__, File).alternatives if entry.object == name)


def object_names() -> frozenset[str]:
    """The objects that have checks."""
    content = load(__file__, File)
    return frozenset(content.objects) | {entry.object for entry in content.alternatives}
