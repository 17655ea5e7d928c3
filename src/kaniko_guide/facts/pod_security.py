"""What each Pod Security standard demands of a pod."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from functools import cache
from typing import TypeAlias

from msgspec import field

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact, Facts, load

FieldSteps: TypeAlias = tuple[str, ...]
"""The path of a field; `*` is every entry of a list."""


class FieldPath(FieldSteps):
    """The path of a field that the data writes with dots."""

    __slots__ = ()

    @classmethod
    def parse(cls, written: str) -> FieldPath:
        """The path as the data writes it, `securityContext.runAsUser`."""
        return cls(str.split(written, "."))


class Standard(enum.StrEnum):
    """The Pod Security standards, each of which demands all that the one before it does."""

    PRIVILEGED = "privileged"
    BASELINE = "baseline"
    RESTRICTED = "restricted"


class Exemption(Fact, frozen=True):
    """A field of the pod's `spec` that lifts a demand when it has a value, since a minor."""

    steps: FieldPath = field(name="field")
    value: str
    since: str = "1.0"


class ExecutorRequirement(Bilingual, frozen=True):
    """What the executor needs, with its source."""

    source: str


class Control(Fact, frozen=True, kw_only=True):
    """One demand; see `pod_security.yml`.

    Attributes:
        name: the name that the API server's own checks go by; several demands may share it.
        standard: the one that demands it.
        since: the first minor that does.
        pod: the fields of the pod's `spec`.
        containers: the fields of each container.
        annotations: how the names of the pod's annotations begin; empty for none.
        volumes: whether it looks at the types of the volumes instead.
        allowed: the values that are.
        later: more of them, by the minor since when.
        forbidden: the values that are not; any other is allowed.
        contains: what the field must list.
        required: whether the field must be stated.
        whole: whether the field must be stated where its mapping is.
        exempt: what lifts the demand.
        executor: what the executor needs that the demand forbids.
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

    def allows(self, word: str, minor: str) -> bool:
        """Whether a minor allows a value."""
        if self.forbidden:
            return word not in self.forbidden
        return any(
            word.startswith(known[:-1]) if known.endswith("*") else word == known for known in self.choices(minor)
        )

    def choices(self, minor: str) -> list[str]:
        """The values that a minor allows; empty where `forbidden` or `contains` decides."""
        later = (word for since, words in self.later.items() if is_at_least(minor, since) for word in words)
        return [*self.allowed, *later]


def is_at_least(minor: str, since: str) -> bool:
    """Whether a minor is as new as another."""
    return _number(minor) >= _number(since)


class File(Facts, frozen=True, kw_only=True):
    """`pod_security.yml`."""

    controls: tuple[Control, ...]


@cache
def controls(standard: Standard) -> tuple[Control, ...]:
    """What a standard demands beyond the one below it."""
    return tuple(one for one in load(__file__, File).controls if one.standard is standard)


def _number(minor: str) -> tuple[int, ...]:
    return tuple(int(part) for part in minor.split("."))
