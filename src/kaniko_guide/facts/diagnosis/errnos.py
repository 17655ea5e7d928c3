"""Errors of file operations: operations, errno texts, kinds of paths: `errnos.yml`, which explains the fields."""

from kaniko_guide.facts import Fact, Facts, load


class Errno(Fact, frozen=True):
    """An error number, and its texts: that of Go, and of the C library."""

    id: str
    texts: tuple[str, ...]


class PathKind(Fact, frozen=True):
    """A kind of path, by its beginnings."""

    id: str
    prefixes: tuple[str, ...]


class File(Facts, frozen=True, kw_only=True):
    """`errnos.yml`."""

    errnos: tuple[Errno, ...]
    operations: frozenset[str]
    pairs: frozenset[str]
    actions: frozenset[str]
    paths: tuple[PathKind, ...]


def errnos() -> tuple[Errno, ...]:
    """The error numbers."""
    return load(__file__, File).errnos


def operations() -> frozenset[str]:
    """What precedes the path: system calls, and programs that print a path in quotes."""
    return load(__file__, File).operations


def pairs() -> frozenset[str]:
    """Operations that have two paths."""
    return load(__file__, File).pairs


def actions() -> frozenset[str]:
    """Words of the wrappers around it that say what the program was doing."""
    return load(__file__, File).actions


def path_kinds() -> tuple[PathKind, ...]:
    """The kinds of paths; a path may be of several."""
    return load(__file__, File).paths
