"""The executor's releases: their titles and their flags."""

from collections.abc import Iterable, Mapping
from functools import cache

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact, Facts, load


class FlagFact(Fact, frozen=True):
    """A flag of the executor.

    Attributes:
        name: with its dashes.
        short: its short form; None if there is none.
        type: as in `--help`; None for a boolean flag.
        default: as in `--help`; None if there is none.
        deprecated: whether `--help` calls it deprecated.
    """

    name: str
    short: str | None = None
    type: str | None = None
    default: str | None = None
    deprecated: bool = False


class _Release(Fact, frozen=True):
    """A release, and the recorded flags of its commands."""

    title: Bilingual
    source: str
    build: tuple[FlagFact, ...]
    login: tuple[FlagFact, ...] = ()
    push: tuple[FlagFact, ...] = ()


class File(Facts, frozen=True, kw_only=True):
    """`executors.yml`."""

    subcommands: frozenset[str]
    subcommands_source: str
    hidden: tuple[FlagFact, ...]
    hidden_source: str
    values: Mapping[str, frozenset[str]]
    values_source: str
    releases: Mapping[str, _Release]


def releases() -> tuple[str, ...]:
    """The releases whose flags are recorded, such as `google-v1.24.0`."""
    return tuple(load(__file__, File).releases)


def title(release: str) -> Bilingual:
    """The title of a release: `fork v1.28.3`.

    Args:
        release: one of `releases()`.
    """
    return load(__file__, File).releases[release].title


def titles(releases: Iterable[str]) -> Bilingual:
    """What the guide calls several releases, as a list."""
    names = [title(release) for release in releases]
    return Bilingual("、".join(name.zh for name in names), ", ".join(name.en for name in names))


def hidden_flags() -> tuple[FlagFact, ...]:
    """The flags that every release accepts and `--help` does not show."""
    return load(__file__, File).hidden


@cache
def flags(release: str, command: str = "build") -> Mapping[str, FlagFact]:
    """Every flag of a release, hidden ones too, by its name and by its short form.

    Args:
        release: one of `releases()`.
        command: `build`, or a subcommand.

    Returns:
        Empty for a subcommand whose flags are not recorded.
    """
    known = load(__file__, File).releases[release]
    of_commands = {"build": (*known.build, *hidden_flags()), "login": known.login, "push": known.push}
    return {name: fact for fact in of_commands.get(command, ()) for name in (fact.name, fact.short) if name is not None}


@cache
def takes_value(name: str) -> bool:
    """Whether a flag of any release, given without `=`, takes the next word as its value.

    Args:
        name: with its dashes.
    """
    known = (flags(release, command).get(name) for release in releases() for command in ("build", *subcommands()))
    return any(fact is not None and fact.type is not None for fact in known)


def values(name: str) -> frozenset[str]:
    """The values that a flag, or a type of flags, accepts; empty if any value is accepted."""
    return load(__file__, File).values.get(name, frozenset())


def subcommands() -> frozenset[str]:
    """The subcommands of the executor, which do something else than build."""
    return load(__file__, File).subcommands
