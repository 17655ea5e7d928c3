"""The structure of a declarative pipeline."""

from collections.abc import Mapping

from kaniko_guide.facts import Fact, Facts, load


class BlockFact(Fact, frozen=True):
    """The sections of a block.

    Attributes:
        sections: the ones it may have.
        required: the ones it must have.
        one_of: it must have exactly one of these; empty for no such choice.
    """

    sections: frozenset[str]
    required: tuple[str, ...]
    one_of: tuple[str, ...]


class DirectiveFact(Fact, frozen=True):
    """The names in a section whose entries plugins extend.

    Attributes:
        names: known ones.
        foreign: those that are not allowed, though they are common elsewhere.
    """

    names: frozenset[str]
    foreign: frozenset[str]


class File(Facts, frozen=True, kw_only=True):
    """`declarative.yml`."""

    blocks: Mapping[str, BlockFact]
    stage_lists: frozenset[str]
    braced: frozenset[str]
    not_around_branches: frozenset[str]
    post_conditions: frozenset[str]
    agents: frozenset[str]
    directives: Mapping[str, DirectiveFact]
    not_in_stage: frozenset[str]
    input_fields: frozenset[str]
    axis_fields: frozenset[str]
    kubernetes_options: frozenset[str]
    kubernetes_options_source: str
    agent_options: Mapping[str, frozenset[str]]
    agent_options_source: str
    tool_types: Mapping[str, str]
    steps: frozenset[str]
    steps_source: str


def block(name: str) -> BlockFact:
    """The sections of `pipeline`, `stage` or `matrix`."""
    return load(__file__, File).blocks[name]


def stage_lists() -> frozenset[str]:
    """Blocks that contain only stages."""
    return load(__file__, File).stage_lists


def sections_with_braces() -> frozenset[str]:
    """Sections that require `{ … }`."""
    return load(__file__, File).braced


def not_around_branches() -> frozenset[str]:
    """Sections that are not allowed in a stage with `parallel` or `matrix`."""
    return load(__file__, File).not_around_branches


def post_conditions() -> frozenset[str]:
    """Conditions of `post`."""
    return load(__file__, File).post_conditions


def agents() -> frozenset[str]:
    """Agent types."""
    return load(__file__, File).agents


def agent_options(agent: str) -> frozenset[str] | None:
    """The options of an agent type; None if they are not known."""
    file = load(__file__, File)
    return file.kubernetes_options if agent == "kubernetes" else file.agent_options.get(agent)


def tool_types() -> Mapping[str, str]:
    """The type of a tool, by a word that is written for it."""
    return load(__file__, File).tool_types


def directives() -> Mapping[str, DirectiveFact]:
    """The names in `options`, `triggers`, `parameters` and `when`, by the name of the section."""
    return load(__file__, File).directives


def not_in_stage() -> frozenset[str]:
    """Options that are not allowed in a stage."""
    return load(__file__, File).not_in_stage


def input_fields() -> frozenset[str]:
    """Fields of `input`."""
    return load(__file__, File).input_fields


def axis_fields() -> frozenset[str]:
    """Fields of `axis`."""
    return load(__file__, File).axis_fields


def kubernetes_options() -> frozenset[str]:
    """Options of the agent type `kubernetes`."""
    return load(__file__, File).kubernetes_options


def steps() -> frozenset[str]:
    """Common steps, and `pipeline` itself."""
    return load(__file__, File).steps
