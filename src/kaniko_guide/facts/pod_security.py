"""What each Pod Security standard demands of a pod."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import content

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Steps = tuple[str, ...]
"""The path of a field; `*` is every entry of a list."""


class Standard(enum.StrEnum):
    """The Pod Security standards, each of which demands all that the one before it does."""

    PRIVILEGED = "privileged"
    BASELINE = "baseline"
    RESTRICTED = "restricted"


@dataclass(frozen=True, slots=True)
class Exemption:
    """A field of the pod's `spec` that lifts a demand when it has a value, since a minor."""

    steps: Steps
    value: str
    since: str


@dataclass(frozen=True, slots=True)
class Control:
    """One demand; see `pod_security.yml`.

    Attributes:
        name: the name that the API server's own checks go by; several demands may share it.
        standard: the one that demands it.
        since: the first minor that does.
        pod: the fields of the pod's `spec`.
        containers: the fields of each container.
        annotations: how the names of the pod's annotations begin; empty for none.
        volumes: whether it looks at the types of the volumes instead.
        allowed: the values that are, by the minor since when.
        refused: the values that are not; any other is allowed.
        contains: what the field must list.
        required: whether the field must be stated.
        whole: whether the field must be stated where its mapping is.
        exempt: what lifts the demand.
        executor: what the executor needs that the demand forbids.
    """

    name: str
    standard: Standard
    since: str
    pod: tuple[Steps, ...]
    containers: tuple[Steps, ...]
    annotations: str
    volumes: bool
    allowed: Mapping[str, str]
    refused: tuple[str, ...]
    contains: tuple[str, ...]
    required: bool
    whole: bool
    exempt: Exemption | None
    executor: Bilingual | None

    def allows(self, word: str, minor: str) -> bool:
        """Whether a minor allows a value."""
        if self.refused:
            return word not in self.refused
        return any(
            word.startswith(known[:-1]) if known.endswith("*") else word == known for known in self.choices(minor)
        )

    def choices(self, minor: str) -> list[str]:
        """The values that a minor allows; empty where `refused` or `contains` decides."""
        return [word for word, since in self.allowed.items() if reached(minor, since)]


def reached(minor: str, since: str) -> bool:
    """Whether a minor is as new as another."""
    return _number(minor) >= _number(since)


@cache
def controls(standard: Standard) -> tuple[Control, ...]:
    """What a standard demands beyond the one below it."""
    data = content("pod_security")
    needs = {name: Bilingual(zh=words["zh"], en=words["en"]) for name, words in data["executor"].items()}
    return tuple(_control(entry, needs) for entry in data["controls"] if entry["standard"] == standard)


def _control(entry: Mapping[str, Any], needs: Mapping[str, Bilingual]) -> Control:
    exempt = entry.get("exempt")
    later = {word: since for since, words in entry.get("later", {}).items() for word in words}
    return Control(
        name=entry["control"],
        standard=Standard(entry["standard"]),
        since=entry.get("since", "1.0"),
        pod=_paths(entry.get("pod", ())),
        containers=_paths(entry.get("containers", ())),
        annotations=entry.get("annotations", ""),
        volumes=entry.get("volumes", False),
        allowed=dict.fromkeys(entry.get("allowed", ()), "1.0") | later,
        refused=tuple(entry.get("refused", ())),
        contains=tuple(entry.get("contains", ())),
        required=entry.get("required", False),
        whole=entry.get("whole", False),
        exempt=exempt and Exemption(tuple(exempt["field"].split(".")), exempt["value"], exempt.get("since", "1.0")),
        executor=needs[entry["executor"]] if "executor" in entry else None,
    )


def _paths(fields: Iterable[str]) -> tuple[Steps, ...]:
    return tuple(tuple(field.split(".")) for field in fields)


def _number(minor: str) -> tuple[int, ...]:
    return tuple(int(part) for part in minor.split("."))
