"""The executor's builds: what the guide calls each, and which flags it takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import content

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class FlagFact:
    """A flag of the executor.

    Attributes:
        name: with its dashes.
        type: as `--help` names it; None for a switch.
    """

    name: str
    type: str | None


def builds() -> tuple[str, ...]:
    """The builds whose flags are known, such as `google-v1.24.0`."""
    return tuple(content("executors")["builds"])


@cache
def title(build: str) -> Bilingual:
    """What the guide calls a build: `fork v1.28.3`.

    Args:
        build: one of `builds()`.
    """
    return Bilingual(**content("executors")["builds"][build]["title"])


@cache
def flags(build: str, command: str = "build") -> Mapping[str, FlagFact]:
    """Every flag that a build takes, hidden ones too, by its name and by its short form.

    Args:
        build: one of `builds()`.
        command: `build`, or a subcommand.

    Returns:
        Empty for a subcommand whose flags are not recorded.
    """
    facts = content("executors")
    entries = [*facts["builds"][build].get(command, ()), *(facts["hidden"] if command == "build" else ())]
    known: dict[str, FlagFact] = {}
    for entry in entries:
        fact = FlagFact(entry["name"], entry.get("type"))
        known[fact.name] = fact
        if "short" in entry:
            known[entry["short"]] = fact
    return known


@cache
def takes_value(name: str) -> bool:
    """Whether a flag of any build, with its dashes, takes the next word as its value when it has no `=`."""
    known = (flags(build, command).get(name) for build in builds() for command in ("build", *subcommands()))
    return any(fact is not None and fact.type is not None for fact in known)


def values(name: str) -> frozenset[str]:
    """The values that a flag, or a type of flags, takes; empty when they are not listed."""
    return frozenset(content("executors")["values"].get(name, ()))


def subcommands() -> frozenset[str]:
    """The words that make the executor do something else than build."""
    return frozenset(content("executors")["subcommands"])
