"""What may stand where in a declarative pipeline."""

from __future__ import annotations

from collections.abc import Mapping

from kaniko_guide.facts import Fact, Facts, load


class BlockFact(Fact, frozen=True):
    """What a block may hold.

    Attributes:
        sections: the names it knows.
        required: those it must have.
        one_of: of these it must have exactly one; empty when there is no such choice.
    """

    sections: frozenset[str]
    required: tuple[str, ...]
    one_of: tuple[str, ...]


class File(Facts, frozen=True, kw_only=True):
    """`declarative.yml`."""

    blocks: Mapping[str, BlockFact]
    stage_lists: frozenset[str]
    braced: frozenset[str]
    not_around_branches: frozenset[str]
    post_conditions: frozenset[str]
    agents: frozenset[str]
    kubernetes_options: frozenset[str]
    kubernetes_options_source: str
    steps: frozenset[str]
    steps_source: str


def block(name: str) -> BlockFact:
    """What `pipeline`, `stage` or `matrix` may hold."""
    return load(__file__, File).blocks[name]


def stage_lists() -> frozenset[str]:
    """Blocks that hold stages and nothing else."""
    return load(__file__, File).stage_lists


def braced() -> frozenset[str]:
    """Sections that are nothing without their block."""
    return load(__file__, File).braced


def not_around_branches() -> frozenset[str]:
    """Sections that a stage with `parallel` or `matrix` may not have."""
    return load(__file__, File).not_around_branches


def post_conditions() -> frozenset[str]:
    """What `post` may react to."""
    return load(__file__, File).post_conditions


def agents() -> frozenset[str]:
    """Types of agent."""
    return load(__file__, File).agents


def kubernetes_options() -> frozenset[str]:
    """What the agent of type `kubernetes` takes."""
    return load(__file__, File).kubernetes_options


def steps() -> frozenset[str]:
    """Steps that most pipelines have, and `pipeline` itself."""
    return load(__file__, File).steps
