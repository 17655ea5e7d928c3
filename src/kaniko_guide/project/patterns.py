"""Patterns of paths, as `.gitignore` has them.

Each part of a path is compared by a regular expression without backtracking, so that no pattern takes long.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from msgspec import field

from kaniko_guide.data import Data, Mutable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MAX_PATTERNS = 1000
"""The most patterns with wildcards or directories that one list may have."""

WILDCARDS = frozenset("*?[\\")

CLASSES = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": r" \t",
    "cntrl": r"\x00-\x1f\x7f",
    "digit": "0-9",
    "graph": r"\x21-\x7e",
    "lower": "a-z",
    "print": r"\x20-\x7e",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\s",
    "upper": "A-Z",
    "xdigit": "0-9A-Fa-f",
}
"""By name: the characters of a class such as `[[:digit:]]`."""


class PatternError(ValueError):
    """A pattern matches nothing: it is empty, or a bracket or an escape is not closed."""


class TooManyPatternsError(ValueError):
    """A list has more than `MAX_PATTERNS` patterns with wildcards or directories."""


class PathPattern(Data, frozen=True):
    """One pattern.

    Attributes:
        parts: an expression for each part of the path; None for `**`, any number of parts.
        negated: whether what it matches is not ignored, as with `!`.
        only_directories: whether it matches no file, as with a slash at the end.
        name: the only name that it matches, in any directory; None if it has wildcards or directories.
    """

    parts: tuple[re.Pattern[str] | None, ...]
    negated: bool
    only_directories: bool
    name: str | None

    @classmethod
    def parse(cls, text: str) -> PathPattern:
        """Read a pattern.

        Args:
            text: a line of `.gitignore` that is no comment.

        Raises:
            PatternError: it matches nothing.
        """
        negated = text.startswith("!")
        body = text.removeprefix("!")
        only_directories = body.endswith("/")
        body = body.removesuffix("/")
        anchored = "/" in body
        written = list(_parts(body.removeprefix("/")))
        if not all(written):
            raise PatternError(text)
        if not anchored and not WILDCARDS & set(body):
            return cls((), negated, only_directories, body)
        parts: list[re.Pattern[str] | None] = [] if anchored else [None]
        for part in written:
            if part.strip("*") or part == "*":
                parts.append(_part_expression(part))
            elif parts[-1:] != [None]:
                parts.append(None)
        if parts[-1] is None:
            parts.append(_part_expression("*"))
        return cls(tuple(parts), negated, only_directories, None)

    def matches(self, path: Sequence[str], *, is_directory: bool) -> bool:
        """Whether it matches a path, relative to the directory of the list; not whether it matches a parent of it."""
        if self.only_directories and not is_directory:
            return False
        if self.name is not None:
            return path[-1] == self.name
        if len(self.parts) == 2 and self.parts[0] is None and self.parts[1] is not None:  # noqa: PLR2004 (as `*.log`)
            return self.parts[1].fullmatch(path[-1]) is not None
        return _match_parts(self.parts, path)


class PathPatterns(Mutable):
    """A list of patterns, of which the last one that matches decides.

    Attributes:
        patterns: those with wildcards or directories, each with its position in the list.
        names: by name, the position of the last pattern that is only this name, and whether it is negated.
        directory_names: the same for those that match directories only.
    """

    patterns: list[tuple[int, PathPattern]] = field(default_factory=list)
    names: dict[str, tuple[int, bool]] = field(default_factory=dict)
    directory_names: dict[str, tuple[int, bool]] = field(default_factory=dict)

    @classmethod
    def of(cls, patterns: Iterable[PathPattern]) -> PathPatterns:
        """A list of these patterns.

        Raises:
            TooManyPatternsError: there are too many.
        """
        found = cls()
        for position, pattern in enumerate(patterns):
            if pattern.name is None:
                found.patterns.append((position, pattern))
            else:
                names = found.directory_names if pattern.only_directories else found.names
                names[pattern.name] = position, pattern.negated
            if len(found.patterns) > MAX_PATTERNS:
                raise TooManyPatternsError
        return found

    def __bool__(self) -> bool:
        return bool(self.patterns or self.names or self.directory_names)

    def ignores(self, path: Sequence[str], *, is_directory: bool) -> bool | None:
        """Whether the list ignores a path; None if no pattern matches it.

        Args:
            path: its parts, relative to the directory of the list; no directory in it is ignored.
            is_directory: whether it is a directory.
        """
        last, negated = self.names.get(path[-1], (-1, False))
        if is_directory:
            last, negated = max((last, negated), self.directory_names.get(path[-1], (-1, False)))
        for position, pattern in reversed(self.patterns):
            if position < last:
                break
            if pattern.matches(path, is_directory=is_directory):
                return not pattern.negated
        return None if last < 0 else not negated

    def ignores_tree(self, path: Sequence[str]) -> bool:
        """Whether the list ignores a file, or a directory that contains it.

        Args:
            path: the parts of the file's path, relative to the directory of the list.
        """
        directories = (self.ignores(path[:end], is_directory=True) for end in range(1, len(path)))
        return any(directories) or bool(self.ignores(path, is_directory=False))


def parse_lines(text: str) -> PathPatterns:
    """The patterns in the text of a `.gitignore`; those that match nothing are left out.

    Raises:
        TooManyPatternsError: there are too many.
    """
    patterns = []
    for line in text.removeprefix("\ufeff").split("\n"):
        pattern = _without_trailing_spaces(line.removesuffix("\r"))
        if pattern and not pattern.startswith("#"):
            try:
                patterns.append(PathPattern.parse(pattern))
            except PatternError:
                continue
    return PathPatterns.of(patterns)


def _without_trailing_spaces(line: str) -> str:
    """The line without spaces at its end, apart from one after a backslash."""
    stripped = line.rstrip(" ")
    backslashes = len(stripped) - len(stripped.rstrip("\\"))
    return f"{stripped} " if backslashes % 2 and stripped != line else stripped


def _parts(pattern: str) -> Iterator[str]:
    """The parts of a pattern; a slash in a bracket separates none.

    Raises:
        PatternError: a bracket or an escape is not closed.
    """
    start = at = 0
    while at < len(pattern):
        escaped = pattern[at] == "\\"
        if pattern[at + escaped : at + escaped + 1] == "/":
            yield pattern[start:at]
            start = at + escaped + 1
        at = _bracket(pattern, at + 1)[1] if pattern[at] == "[" else at + 1 + escaped
    yield pattern[start:]


def _match_parts(pattern: Sequence[re.Pattern[str] | None], path: Sequence[str]) -> bool:
    """Whether the parts match; on a difference only the last `**` is extended, which is enough."""
    at = position = 0
    restart: tuple[int, int] | None = None
    while position < len(path):
        expression = pattern[at] if at < len(pattern) else ""
        if expression is None:
            at += 1
            restart = at, position
        elif not isinstance(expression, str) and expression.fullmatch(path[position]):
            at, position = at + 1, position + 1
        elif restart is not None:
            at, position = restart[0], restart[1] + 1
            restart = at, position
        else:
            return False
    return all(expression is None for expression in pattern[at:])


@cache
def _part_expression(part: str) -> re.Pattern[str]:
    """An expression for one part of a path, in which `*`, `?`, `[…]` and a backslash have a meaning.

    Raises:
        PatternError: a bracket or an escape is not closed.
    """
    chunks, at = [""], 0
    while at < len(part):
        character = part[at]
        at += 1
        if character == "*":
            chunks += [""] if chunks[-1] or len(chunks) == 1 else []
        elif character == "?":
            chunks[-1] += "."
        elif character == "[":
            expression, at = _bracket(part, at)
            chunks[-1] += expression
        elif character == "\\":
            if at == len(part):
                raise PatternError(part)
            chunks[-1] += re.escape(part[at])
            at += 1
        else:
            chunks[-1] += re.escape(character)
    first, *others = chunks
    if others:
        *middle, last = others
        first += "".join(f"(?>.*?{chunk})" for chunk in middle) + f".*{last}"
    return re.compile(first, re.DOTALL)


def _bracket(part: str, at: int) -> tuple[str, int]:
    """The expression of a bracket, and the offset after it.

    Args:
        part: of a path.
        at: the offset after `[`.

    Raises:
        PatternError: it is not closed, or names an unknown class.
    """
    negated = part[at : at + 1] in {"!", "^"}
    at += negated
    members, first = "", True
    while first or part[at : at + 1] != "]":
        first = False
        if part[at : at + 2] == "[:":
            end = part.find(":]", at)
            if part[at + 2 : max(end, 0)] not in CLASSES:
                raise PatternError(part)
            members += CLASSES[part[at + 2 : end]]
            at = end + 2
            continue
        low, at = _member(part, at)
        members += re.escape(low)
        if part[at : at + 1] == "-" and part[at + 1 : at + 2] not in {"", "]"}:
            high, at = _member(part, at + 1)
            members += f"{re.escape(low)}-{re.escape(high)}" if low <= high else ""
    return f"[{'^' if negated else ''}{members}]", at + 1


def _member(part: str, at: int) -> tuple[str, int]:
    """A character in a bracket, and the offset after it.

    Raises:
        PatternError: the bracket ends there.
    """
    at += part[at : at + 1] == "\\"
    if at >= len(part):
        raise PatternError(part)
    return part[at], at + 1
