"""What may stand where in a declarative pipeline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Mapping


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
def _load() -> Mapping[str, Any]:
    content = yaml.safe_load(files(__package__).joinpath("declarative.yml").read_text("utf-8"))
    return content if isinstance(content, dict) else {}


@cache
def block(name: str) -> BlockFact:
    """What `pipeline`, `stage` or `matrix` may hold."""
    entry = _load()["blocks"][name]
    return BlockFact(frozenset(entry["sections"]), tuple(entry["required"]), tuple(entry["one_of"]))


def stage_lists() -> frozenset[str]:
    """Blocks that hold stages and nothing else."""
    return frozenset(_load()["stage_lists"])


def braced() -> frozenset[str]:
    """Sections that are nothing without their block."""
    return frozenset(_load()["braced"])


def not_around_branches() -> frozenset[str]:
    """Sections that a stage with `parallel` or `matrix` may not have."""
    return frozenset(_load()["not_around_branches"])


def post_conditions() -> frozenset[str]:
    """What `post` may react to."""
    return frozenset(_load()["post_conditions"])
