"""The layers of a build, the phases of the executor, and the families of errors: `layers.yml`."""

from functools import cache

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact, Facts, load
from kaniko_guide.facts.diagnosis.patterns import Pattern


class Phase(Fact, frozen=True):
    """A phase of the executor, and the lines that show that it was reached."""

    id: str
    title: Bilingual
    marks: tuple[Pattern, ...] = ()


class Layer(Fact, frozen=True):
    """A program, or a group of programs, that takes part in a build, and the lines that show that it was reached."""

    id: str
    title: Bilingual
    marks: tuple[Pattern, ...] = ()
    phases: tuple[Phase, ...] = ()


class Family(Fact, frozen=True):
    """What kind of error the innermost text of a chain is, whichever program prints it, and texts of such errors."""

    id: str
    title: Bilingual
    texts: tuple[str, ...] = ()


class Part(Fact, frozen=True):
    """A layer, or a phase of it.

    Attributes:
        layer: its id.
        phase: the phase's id; None for the whole layer.
    """

    layer: str
    phase: str | None = None

    @property
    def id(self) -> str:
        """The name in addresses."""
        return f"{self.layer}-{self.phase}" if self.phase else self.layer


RUN = Part("executor", "run")
"""In this phase programs of the build run: what they print is not the executor's."""


class File(Facts, frozen=True, kw_only=True):
    """`layers.yml`."""

    layers: tuple[Layer, ...]
    families: tuple[Family, ...]


def layers() -> tuple[Layer, ...]:
    """The layers, in the order in which a build reaches them."""
    return load(__file__, File).layers


def families() -> tuple[Family, ...]:
    """The families of errors."""
    return load(__file__, File).families


@cache
def parts() -> tuple[Part, ...]:
    """Every layer, each followed by its phases."""
    return tuple(
        part for layer in layers() for part in (Part(layer.id), *(Part(layer.id, phase.id) for phase in layer.phases))
    )


@cache
def title(part: Part) -> Bilingual:
    """The title of a layer, and of the phase."""
    (layer,) = [layer for layer in layers() if layer.id == part.layer]
    phases = {phase.id: phase.title for phase in layer.phases}
    if part.phase is None:
        return layer.title
    return Bilingual("{layer}，{phase}", "{layer}, {phase}").format(layer=layer.title, phase=phases[part.phase])


@cache
def marks() -> tuple[tuple[Pattern, Part], ...]:
    """The patterns of progress, each with the part that a line with it belongs to."""
    found: list[tuple[Pattern, Part]] = []
    for layer in layers():
        found += [(mark, Part(layer.id)) for mark in layer.marks]
        found += [(mark, Part(layer.id, phase.id)) for phase in layer.phases for mark in phase.marks]
    return tuple(found)
