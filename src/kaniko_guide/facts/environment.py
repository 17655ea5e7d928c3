"""What the executor reads from its environment, what it does with paths, and how it ends: `environment.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import content, executors
from kaniko_guide.facts.statements import Statement

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "FF_KANIKO_"
"""How the names of all feature flags begin."""

Plan = Literal["on", "fixed", "kept"]
Outcome = Literal[True, False, "varies"]


@dataclass(frozen=True, slots=True)
class FeatureFlag(Statement):
    """A variable of the fork that turns a behaviour on or off.

    Attributes:
        name: whole.
        on: whether it is on by default.
        next: what the fork plans for v1.29.0, None where it does not say.
    """

    name: str
    on: bool
    next: Plan | None


@dataclass(frozen=True, slots=True)
class Variable(Statement):
    """Variables that serve one purpose.

    Attributes:
        names: empty for any name.
        defaults: what counts without it, by the builds that read it.
        boolean: whether only a boolean counts.
    """

    names: tuple[str, ...]
    defaults: Mapping[str, str | None]
    boolean: bool


@dataclass(frozen=True, slots=True)
class Place(Statement):
    """A path; the outcomes are explained in the data, None where it was not tried.

    Attributes:
        path: as code, or in words.
        marker: the folder that stands for it in the records.
    """

    path: str | Bilingual
    marker: str
    stages: Outcome | None
    cleanup: Outcome | None
    run: Outcome | None
    copy: Outcome | None


@dataclass(frozen=True, slots=True)
class Exit(Statement):
    """How a run ends.

    Attributes:
        code: a number, or a range of them.
        runs: the records that ended so.
    """

    code: str
    runs: tuple[str, ...]


@cache
def feature_flags() -> Mapping[str, tuple[FeatureFlag, ...]]:
    """Every feature flag of the fork, by group."""
    facts = content("environment")
    return {
        group["group"]: tuple(
            FeatureFlag(
                *Statement.fields(entry),
                name=f"{PREFIX}{entry['name']}",
                on=entry["active"],
                next=entry.get("next"),
            )
            for entry in group["flags"]
        )
        for group in facts["feature_flags"]
    }


@cache
def variables() -> Mapping[str, tuple[Variable, ...]]:
    """Every other variable, by group."""
    return {
        group["group"]: tuple(
            Variable(
                *Statement.fields(entry),
                names=tuple(entry["names"]),
                defaults={build: entry[build] for build in executors.builds() if build in entry},
                boolean=entry.get("boolean", False),
            )
            for entry in group["variables"]
        )
        for group in content("environment")["variables"]
    }


@cache
def places() -> tuple[Place, ...]:
    """Every path."""
    return tuple(
        Place(
            *Statement.fields(entry),
            path=entry["path"] if isinstance(entry["path"], str) else Bilingual(**entry["path"]),
            marker=entry.get("marker", entry["path"]),
            **{key: entry.get(key) for key in ("stages", "cleanup", "run", "copy")},
        )
        for entry in content("environment")["paths"]
    )


@cache
def exits() -> tuple[Exit, ...]:
    """Every way to end."""
    return tuple(
        Exit(*Statement.fields(entry), code=entry["code"], runs=tuple(entry.get("runs", ())))
        for entry in content("environment")["exits"]
    )
