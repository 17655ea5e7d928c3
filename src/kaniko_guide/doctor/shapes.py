"""Reads data from outside that may have another form than expected: what a server answers, what a user writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kaniko_guide.doctor.questions import Object


def as_object(value: Any) -> Object:  # noqa: ANN401 (data from outside)
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def objects_in(value: Object, name: str) -> list[Object]:
    """The objects in a list of another object."""
    entries = value.get(name)
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []
