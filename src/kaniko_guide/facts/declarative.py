"""What may stand where in a declarative pipeline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from kaniko_guide.facts import content


@dataclass(frozen=True, slots=True)
class BlockFact:
    """What a block may hold.

    Attributes:
        sections: the names it knows.
        required: those it must have.
        one_of: of these it must have exactly one; empty when there is no such choice.
    """

    sections: frozenset[str]
    required: tuple[str, ...]
    one_of: tuple[str, ...]


@cache
def block(name: str) -> BlockFact:
    """What `pipeline`, `stage` or `matrix` may hold."""
    entry = content("declarative")["blocks"][name]
    return BlockFact(frozenset(entry["sections"]), tuple(entry["required"]), tuple(entry["one_of"]))


def stage_lists() -> frozenset[str]:
    """Blocks that hold stages and nothing else."""
    return frozenset(content("declarative")["stage_lists"])


def braced() -> frozenset[str]:
    """Sections that are nothing without their block."""
    return frozenset(content("declarative")["braced"])


def not_around_branches() -> frozenset[str]:
    """Sections that a stage with `parallel` or `matrix` may not have."""
    return frozenset(content("declarative")["not_around_branches"])


def post_conditions() -> frozenset[str]:
    """What `post` may react to."""
    return frozenset(content("declarative")["post_conditions"])


@cache
def agents() -> frozenset[str]:
    """Types of agent."""
    return frozenset(content("declarative")["agents"])


@cache
def kubernetes_options() -> frozenset[str]:
    """What the agent of type `kubernetes` takes."""
    return frozenset(content("declarative")["kubernetes_options"])


@cache
def steps() -> frozenset[str]:
    """Steps that most pipelines have, and `pipeline` itself."""
    return frozenset(content("declarative")["steps"])
