"""Texts that say which program reports an error, and during what: `contexts.yml`, which explains the fields."""

from kaniko_guide.facts import Fact, Facts, load
from kaniko_guide.facts.diagnosis.layers import Part
from kaniko_guide.facts.diagnosis.patterns import Pattern


class Context(Fact, frozen=True, kw_only=True):
    """A text that wraps an error, and the part of a build that it belongs to.

    Attributes:
        weak: whether it counts only where neither another context nor a mark of progress says the layer.
    """

    layer: str
    phase: str | None = None
    texts: tuple[Pattern, ...]
    source: str
    weak: bool = False

    @property
    def part(self) -> Part:
        """The layer and the phase."""
        return Part(self.layer, self.phase)


class File(Facts, frozen=True, kw_only=True):
    """`contexts.yml`."""

    contexts: tuple[Context, ...]


def contexts() -> tuple[Context, ...]:
    """All contexts; in a line the rightmost with a phase decides the phase."""
    return load(__file__, File).contexts
