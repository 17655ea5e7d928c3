"""The steps and global variables that pipelines have without a shared library."""

from functools import cache

from kaniko_guide.facts import Facts, load


class File(Facts, frozen=True, kw_only=True):
    """`pipeline_steps.yml`.

    Attributes:
        blocks: sections and blocks that only contain others.
        wrappers: steps that run what is in their braces.
        steps: other steps, and methods that every Groovy script has.
        globals: objects that a script can use without defining them.
    """

    blocks: frozenset[str]
    wrappers: frozenset[str]
    steps: frozenset[str]
    globals: frozenset[str]


@cache
def every_name() -> frozenset[str]:
    """The blocks, wrappers and steps."""
    facts = load(__file__, File)
    return facts.blocks | facts.wrappers | facts.steps


def steps() -> frozenset[str]:
    """The steps that are neither blocks nor wrappers, and methods that every Groovy script has."""
    return load(__file__, File).steps


def global_variables() -> frozenset[str]:
    """Objects that a script can use without defining them."""
    return load(__file__, File).globals
