"""How errors report answers of registries (`answers.yml`, which explains the fields): requests, codes, statuses."""

from kaniko_guide.facts import Fact, Facts, load
from kaniko_guide.facts.diagnosis.layers import Part
from kaniko_guide.facts.diagnosis.patterns import Pattern


class Operation(Fact, frozen=True, kw_only=True):
    """A request to a registry, recognized by its verb and address."""

    id: str
    verbs: tuple[str, ...]
    addresses: tuple[Pattern, ...]
    phase: str | None = None

    @property
    def part(self) -> Part | None:
        """The phase of the executor that sends this request; None if several do."""
        return Part("executor", self.phase) if self.phase else None


class Code(Fact, frozen=True):
    """An error code, and the texts with which programs print it."""

    id: str
    texts: tuple[str, ...]


class File(Facts, frozen=True, kw_only=True):
    """`answers.yml`."""

    operations: tuple[Operation, ...]
    codes: tuple[Code, ...]
    before_status: tuple[str, ...]
    statuses: tuple[str, ...]


def operations() -> tuple[Operation, ...]:
    """The requests; the first that fits counts."""
    return load(__file__, File).operations


def codes() -> tuple[Code, ...]:
    """The error codes; a line may have several."""
    return load(__file__, File).codes


def before_status() -> tuple[str, ...]:
    """Texts that precede the number of an HTTP status."""
    return load(__file__, File).before_status


def statuses() -> tuple[str, ...]:
    """HTTP statuses with their standard text, such as `401 Unauthorized`."""
    return load(__file__, File).statuses
