"""Finds literal patterns in lines. Time is linear in the length of the log: no pattern is a regular expression."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Generic, TypeVar

from kaniko_guide import lazy
from kaniko_guide.diagnosis.entries import without_prefixes
from kaniko_guide.facts.diagnosis.patterns import START

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

    from kaniko_guide.facts.diagnosis.patterns import Line, Pattern

Subject = TypeVar("Subject")

_WORD = lazy.pattern(r"[A-Za-z]{4,}")
_INNER_WORD = lazy.pattern(r"[^A-Za-z]([A-Za-z]{4,})(?=[^A-Za-z])")
"""A word within a part of a pattern: it is a whole word also in a line that has the part."""


class Index(Generic[Subject]):
    """Patterns with what they are for, found by a whole word that a line must have.

    A pattern that has no word within one of its parts matches only where its longest word is a whole word.

    Args:
        entries: the patterns, each with its subject.
    """

    def __init__(self, entries: Iterable[tuple[Pattern, Subject]]) -> None:
        self._entries = [
            (max(pattern[-1], key=len).removeprefix(START), pattern, subject) for pattern, subject in entries
        ]
        words = [_inner_words(pattern[-1]) for _, pattern, _ in self._entries]
        uses = Counter(word for found in words for word in found)
        self._by_word: dict[str, list[int]] = {}
        self._without_word: list[int] = []
        for number, (_, pattern, _) in enumerate(self._entries):
            rarest = min(sorted(words[number]), key=lambda word: (uses[word], -len(word)), default=None)
            word = rarest or max(_WORD.findall(" ".join(pattern[-1])), key=len, default=None)
            numbers = self._without_word if word is None else self._by_word.setdefault(word, [])
            numbers.append(number)

    def find(self, line: str, words: AbstractSet[str], before: Sequence[str] = ()) -> list[tuple[int, int, Subject]]:
        """The patterns that match a line, in their order: number, where it ends in the line, and subject.

        Args:
            line: of a log.
            words: of the line, as `words_of` gives them.
            before: the lines above it.
        """
        numbers = list(self._without_word)
        for word in self._by_word.keys() & words:
            numbers += self._by_word[word]
        found = []
        for number in sorted(numbers):
            longest, pattern, subject = self._entries[number]
            if longest in line and (end := end_of_match(pattern, line, before)) >= 0:
                found.append((number, end, subject))
        return found


def words_of(line: str) -> frozenset[str]:
    """The words of a line, of at least four letters.

    Args:
        line: of a log.
    """
    return frozenset(_WORD.findall(line))


def _inner_words(parts: Line) -> set[str]:
    return {word for part in parts for word in _INNER_WORD.findall(part)}


def matches(pattern: Pattern, line: str, before: Sequence[str]) -> bool:
    """Whether a pattern's last line matches a line, and its other lines match the lines above.

    Args:
        pattern: any.
        line: of a log.
        before: the lines above it.
    """
    return end_of_match(pattern, line, before) >= 0


def end_of_match(pattern: Pattern, line: str, before: Sequence[str]) -> int:
    """Where a pattern ends in a line; -1 if it does not match.

    Args:
        pattern: any.
        line: of a log.
        before: the lines above it.
    """
    *above, last = pattern
    end = end_of(line, last)
    if end < 0 or not above:
        return end
    upper = list(before)[-len(above) :]
    found = len(upper) == len(above) and all(end_of(*pair) >= 0 for pair in zip(upper, above, strict=True))
    return end if found else -1


def end_of(line: str, parts: Line) -> int:
    """Where the literal parts of a pattern's line, which follow each other in order, end in a line; -1 if they do not.

    Args:
        line: of a log.
        parts: of a pattern's line.
    """
    end = 0
    if parts[0].startswith(START):
        bare = without_prefixes(line)
        first = parts[0].removeprefix(START)
        if not bare.startswith(first):
            return -1
        end = len(line) - len(bare) + len(first)
        parts = parts[1:]
    for part in parts:
        found = line.find(part, end)
        if found < 0:
            return -1
        end = found + len(part)
    return end
