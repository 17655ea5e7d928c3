"""The executor's builds: what the guide calls each, and which flags it takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact, Facts, load


class FlagFact(Fact, frozen=True):
    """A flag of the executor.

    Attributes:
        name: with its dashes.
        short: its short form; None where it has none.
        type: as `--help` names it; None for a switch.
        default: None where `--help` tells none.
        deprecated: whether `--help` says so.
    """

    name: str
    short: str | None = None
    type: str | None = None
    default: str | None = None
    deprecated: bool = False


class _Release(Fact, frozen=True):
    """A build, and the flags of its commands that are recorded."""

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
    """The builds whose flags are known, such as `google-v1.24.0`."""
    return tuple(load(__file__, File).releases)


def title(release: str) -> Bilingual:
    """What the guide calls a build: `fork v1.28.3`.

    Args:
        release: one of `releases()`.
    """
    return load(__file__, File).releases[release].title


def titles(releases: Iterable[str]) -> Bilingual:
    """What the guide calls several releases, as a list."""
    names = [title(release) for release in releases]
    return Bilingual("、".join(name.zh for name in names), ", ".join(name.en for name in names))


def hidden() -> tuple[FlagFact, ...]:
    """The flags that every build takes and `--help` does not show."""
    return load(__file__, File).hidden


@cache
def flags(release: str, command: str = "build") -> Mapping[str, FlagFact]:
    """Every flag that a build takes, hidden ones too, by its name and by its short form.

    Args:
        release: one of `releases()`.
        command: `build`, or a subcommand.

    Returns:
        Empty for a subcommand whose flags are not recorded.
    """
    known = load(__file__, File).releases[release]
    of_commands = {"build": (*known.build, *hidden()), "login": known.login, "push": known.push}
    return {name: fact for fact in of_commands.get(command, ()) for name in (fact.name, fact.short) if name is not None}


@cache
def takes_value(name: str) -> bool:
    """Whether a flag of any build, with its dashes, takes the next word as its value when it has no `=`."""
    known = (flags(release, command).get(name) for release in releases() for command in ("build", *subcommands()))
    return any(fact is not None and fact.type is not None for fact in known)


def values(name: str) -> frozenset[str]:
    """The values that a flag, or a type of flags, takes; empty when they are not listed."""
    return load(__file__, File).values.get(name, frozenset())


def subcommands() -> frozenset[str]:
    """The words that make the executor do something else than build."""
    return load(__file__, File).subcommands
