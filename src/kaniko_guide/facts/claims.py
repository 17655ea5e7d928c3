"""Claims about programs: who does what under which condition, and what proves it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact

Text = str | Bilingual
"""A text in English, or in both languages where readers see it."""

Kind = Literal["run", "source", "thread", "inferred", "unconfirmed", "announced"]
"""What proves a claim, the strongest first; an inferred claim may also name a source that it is inferred from."""

RELEASES = frozenset({"fork", "upstream"})
"""The short names that cases and claims use for the executor's releases."""


class Subject(Fact, frozen=True, omit_defaults=True):
    """What a claim is about: exactly one of these.

    Attributes:
        flag: of the executor, with its dashes.
        variable: of its environment.
        path: in its container.
        exit_code: of it.
        dockerfile: a feature of Dockerfiles.
        log: a text in its log.
        registry: an answer of a registry, or a key of config.json.
        container: how the executor's container is set up.
        jenkins: an option, step or setting of Jenkins or of a plugin.
    """

    flag: str = ""
    variable: str = ""
    path: str = ""
    exit_code: str = ""
    dockerfile: str = ""
    log: str = ""
    registry: str = ""
    container: str = ""
    jenkins: str = ""

    def __post_init__(self) -> None:
        """Check that there is one subject."""
        _only(self, self.__struct_fields__, "subject")

    @property
    def name(self) -> str:
        """The name of the flag, variable, path and so on."""
        names: list[str] = [getattr(self, field) for field in self.__struct_fields__]
        return next(filter(None, names))


class Proof(Fact, frozen=True, omit_defaults=True):
    """What proves a claim: exactly one of `run`, `source`, `thread`, `inferred`, `unconfirmed` and `announced`.

    Attributes:
        run: a case of `records/executor-cases`; the case names its control, in which its expectation does not hold.
        source: files by release: `fork`, `upstream`, or a key of the data's `repositories`; a text for a document of
            another program.
        thread: an issue, as `owner/name#1`.
        inferred: from what; it may stand next to `source`.
        unconfirmed: why it is not known.
        announced: where; no release that was run or read has it.
    """

    run: str = ""
    source: Mapping[str, tuple[str, ...]] | str = {}
    thread: str = ""
    inferred: str = ""
    unconfirmed: str = ""
    announced: str = ""

    def __post_init__(self) -> None:
        """Check that there is one proof."""
        _only(self, [name for name in self.__struct_fields__ if name != "source" or not self.inferred], "proof")
        if any(not files for files in self.files.values()):
            message = "a source needs files"
            raise ValueError(message)

    @property
    def files(self) -> Mapping[str, tuple[str, ...]]:
        """The source files by release; empty if the source is a text."""
        return {} if isinstance(self.source, str) else self.source

    @property
    def kind(self) -> Kind:
        """Its kind; `inferred` if it also names a source."""
        kinds: tuple[Kind, ...] = ("run", "inferred", "source", "thread", "unconfirmed", "announced")
        return next(kind for kind in kinds if getattr(self, kind))


class Claim(Fact, frozen=True, kw_only=True):
    """A claim.

    Attributes:
        id: unique in the project.
        subject: what it is about.
        condition: when the outcomes apply.
        outcome: what happens, by release: `fork`, `upstream`, or a key of the data's `repositories`.
        proof: of all its outcomes.
    """

    id: str
    subject: Subject
    condition: Text
    outcome: Mapping[str, Text]
    proof: Proof

    def __post_init__(self) -> None:
        """Check that there is an outcome."""
        if not self.outcome:
            message = "a claim needs an outcome"
            raise ValueError(message)

    def __hash__(self) -> int:
        return hash(self.id)


def contradictions(claims: Iterable[Claim]) -> Iterator[str]:
    """The ids that two claims share, and claims of one subject, condition and release with unlike outcomes.

    Yields:
        A message for each.
    """
    ids: set[str] = set()
    known: dict[tuple[Subject, Text, str], tuple[str, Text]] = {}
    for claim in claims:
        if claim.id in ids:
            yield f"{claim.id}: two claims have this id"
        ids.add(claim.id)
        for release, outcome in claim.outcome.items():
            other, before = known.setdefault((claim.subject, claim.condition, release), (claim.id, outcome))
            if before != outcome:
                yield f"{claim.id} and {other}: unlike outcomes of {claim.subject.name} in {release}"


def _only(fact: Fact, fields: Iterable[str], what: str) -> None:
    names = [name for name in fields if getattr(fact, name)]
    if len(names) != 1:
        message = f"expected exactly one {what}, found {', '.join(names) or 'none'}"
        raise ValueError(message)
