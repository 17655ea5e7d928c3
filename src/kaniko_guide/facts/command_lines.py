"""Command lines that programs reject before they do anything."""

from collections.abc import Mapping

from kaniko_guide.facts import Fact, Facts, load


class CountedArguments(Fact, frozen=True):
    """How many arguments a command takes.

    Attributes:
        words: the program, and its subcommand if it has one.
        least, most: the numbers of arguments; `most` is None if there is no limit.
        values: the flags whose value is the next word.
        switches: the flags without a value.
        letters: the switches of one letter that may be written together.
    """

    words: tuple[str, ...]
    least: int
    most: int | None
    values: frozenset[str]
    switches: frozenset[str]
    letters: str = ""


class NeededOption(Fact, frozen=True):
    """A command that needs one of several options."""

    words: tuple[str, ...]
    options: tuple[str, ...]


class DependentOption(Fact, frozen=True):
    """An option of a command that needs one of several others."""

    words: tuple[str, ...]
    option: str
    others: tuple[str, ...]


class Verbs(Fact, frozen=True):
    """The subcommands of a program.

    Attributes:
        words: the program, and the subcommand that has them.
        names: the subcommands.
        closed: whether there are no others.
    """

    words: tuple[str, ...]
    names: frozenset[str]
    closed: bool = False


class File(Facts, frozen=True, kw_only=True):
    """`command_lines.yml`."""

    counted: tuple[CountedArguments, ...]
    needed: tuple[NeededOption, ...]
    together: tuple[DependentOption, ...]
    terminal: frozenset[str]
    npm: frozenset[str]
    maven: frozenset[str]
    maven_other_values: frozenset[str]
    maven_phases: frozenset[str]
    gradle_tasks: frozenset[str]
    verbs: tuple[Verbs, ...]
    docker: Mapping[str, frozenset[str]]
    kubectl_flags: Mapping[str, frozenset[str]]
    ssh: frozenset[str]


def facts() -> File:
    """All of them."""
    return load(__file__, File)
