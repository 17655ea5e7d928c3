"""The controls of the Pod Security standards."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from functools import cache
from typing import TypeAlias

from msgspec import field

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact, Facts, load

FieldSteps: TypeAlias = tuple[str, ...]
"""The keys of a field's path; `*` is every entry of a list."""


class FieldPath(FieldSteps):
    """The path of a field, written with dots in the data."""

    __slots__ = ()

    @classmethod
    def parse(cls, written: str) -> FieldPath:
        """Parse a path such as `securityContext.runAsUser`."""
        return cls(str.split(written, "."))


class Standard(enum.StrEnum):
    """The Pod Security standards; each includes the controls of the one before it."""

    PRIVILEGED = "privileged"
    BASELINE = "baseline"
    RESTRICTED = "restricted"


class Exemption(Fact, frozen=True):
    """A value of a field in the pod's `spec` that lifts a control, since a minor version."""

    steps: FieldPath = field(name="field")
    value: str
    since: str = "1.0"


class ExecutorRequirement(Bilingual, frozen=True):
    """What the executor requires, with its source."""

    source: str


class Control(Fact, frozen=True, kw_only=True):
    """A control; see `pod_security.yml`.

    Attributes:
        name: of the API server's own check; several controls may share it.
        standard: the lowest that includes it.
        since: the first minor version that includes it.
        pod: the fields of the pod's `spec`.
        containers: the fields of each container.
        annotations: prefix of the names of the pod's annotations; empty for none.
        volumes: whether it checks the types of volumes instead.
        allowed: the allowed values.
        later: more allowed values, by the minor version since which they are.
        forbidden: the forbidden values; any other is allowed.
        contains: the values that the field must list.
        required: whether the field must be set.
        whole: whether the field must be set if its parent mapping is.
        exempt: the value of the pod that lifts the control.
        executor: what the executor requires but the control forbids.
    """

    name: str = field(name="control")
    standard: Standard
    since: str = "1.0"
    pod: tuple[FieldPath, ...] = ()
    containers: tuple[FieldPath, ...] = ()
    annotations: str = ""
    volumes: bool = False
    allowed: tuple[str, ...] = ()
    later: Mapping[str, tuple[str, ...]] = {}
    forbidden: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    required: bool = False
    whole: bool = False
    exempt: Exemption | None = None
    executor: ExecutorRequirement | None = None

    def allows(self, value: str, version: str) -> bool:
        """Whether a minor version allows a value."""
        if self.forbidden:
            return value not in self.forbidden
        return any(
            value.startswith(known[:-1]) if known.endswith("*") else value == known for known in self.choices(version)
        )

    def choices(self, version: str) -> list[str]:
        """The values that a minor version allows; empty if `forbidden` or `contains` decides."""
        later = (value for since, values in self.later.items() if is_at_least(version, since) for value in values)
        return [*self.allowed, *later]


def is_at_least(version: str, since: str) -> bool:
    """Whether a minor version is the same as another, or newer."""
    return _number(version) >= _number(since)


class File(Facts, frozen=True, kw_only=True):
    """`pod_security.yml`."""

    controls: tuple[Control, ...]


@cache
def controls(standard: Standard) -> tuple[Control, ...]:
    """The controls that a standard adds to the one below it."""
    return tuple(control for control in load(__file__, File).controls if control.standard is standard)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
