"""Errors of file operations: `operation path: errno`, as Go, C, Java, Python and Node print them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.data import Data
from kaniko_guide.diagnosis.patterns import Index
from kaniko_guide.facts.diagnosis import errnos
from kaniko_guide.facts.diagnosis.patterns import Pattern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from kaniko_guide.facts.diagnosis.signatures import PathError

_SEPARATOR = ": "
_QUOTED = lazy.pattern(r"(?:^|[ (=])['\"‘“`]([^'\"’”`]+)['\"’”`]")
_AFTERWARDS = lazy.pattern(r"(?:, (\w+))?:? '([^']+)'", re.ASCII)
"""What Node and Python print after the text of the errno: the operation, or nothing, and the path."""
_STAGE = "stage-copy"
_RELATIVE = "relative"
_ROOT = "root"


class FoundPathError(Data, frozen=True):
    """An error of a file operation in a line.

    Attributes:
        operations: the system call or program, and what the program was doing, as far as the line says.
        paths: the kinds of its paths; empty if the line has no path.
        errno: the name of the error number.
    """

    operations: frozenset[str]
    paths: frozenset[str]
    errno: str


def read(text: str, words: AbstractSet[str]) -> FoundPathError | None:
    """The error of a file operation that a line reports, the innermost if there are several; None if there is none.

    Args:
        text: the message of a line.
        words: of the message.
    """
    found = max(((end, errno) for _, end, errno in _index().find(text, words)), default=None)
    if found is None:
        return None
    _, errno = found
    start, end = max((at, at + len(words)) for words in _texts()[errno] if (at := text.rfind(words)) >= 0)
    left = text[:start].rstrip(" :([-")
    segments = left.split(_SEPARATOR)
    after = _AFTERWARDS.match(text, end)
    if after:
        operation, paths = after[1], [after[2]]
    else:
        operation, paths = _operation_and_paths(segments)
    actions = {word for segment in segments for word in segment.split(" ")} & errnos.actions()
    operations = {operation} & errnos.operations() if operation else set()
    return FoundPathError(
        frozenset(operations | actions), frozenset(kind for path in paths for kind in path_kinds(path)), errno
    )


def fits(condition: PathError, error: FoundPathError) -> bool:
    """Whether an error fulfills a condition of a signature.

    Args:
        condition: of the signature.
        error: in the line.
    """
    return (
        (not condition.operations or not error.operations.isdisjoint(condition.operations))
        and (not condition.paths or not error.paths.isdisjoint(condition.paths))
        and (not condition.errnos or error.errno in condition.errnos)
    )


def path_kinds(path: str) -> Iterator[str]:
    """The kinds of a path, which may be several.

    Args:
        path: as an error prints it.
    """
    absolute = "/" + path.replace("//", "/").lstrip("/")
    if not path.startswith("/"):
        yield _RELATIVE
    kinds = [kind.id for kind in errnos.path_kinds() if f"{absolute}/".startswith(kind.prefixes)]
    yield from kinds
    if _STAGE in kinds:
        _, _, _, *rest = absolute.split("/")
        yield from (kind for kind in path_kinds("/" + "/".join(rest)) if kind != _ROOT)
    if not kinds and path.startswith("/"):
        yield _ROOT


def _operation_and_paths(segments: Sequence[str]) -> tuple[str | None, list[str]]:
    """The operation and the paths of the innermost segment; an operation may also end the segment before it."""
    leaf = segments[-1]
    word, _, rest = leaf.partition(" ")
    if word in errnos.operations() and rest:
        return word, rest.rsplit(" ", 1) if word in errnos.pairs() else [rest]
    outer = segments[-2].split(" ")[-1].rpartition("/")[2] if len(segments) > 1 else None
    quoted = _QUOTED.findall(leaf)
    if quoted:
        return outer, quoted[-1:]
    path = leaf.rpartition(" ")[2]
    return outer, [path] if "/" in path else []


@cache
def _texts() -> dict[str, tuple[str, ...]]:
    return {errno.id: errno.texts for errno in errnos.errnos()}


@cache
def _index() -> Index[str]:
    return Index((Pattern.parse(text), errno.id) for errno in errnos.errnos() for text in errno.texts)
