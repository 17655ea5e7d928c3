"""Tells a slip of the keyboard from another word."""

from __future__ import annotations

from functools import lru_cache

_LENGTH_FOR_ANY_EDIT = 6
"""From this length on, a letter more, less or other is a slip; in shorter words only two that changed places are."""


@lru_cache(maxsize=4096)
def correct_typo(word: str, known: frozenset[str]) -> str | None:
    """The word of a list that was meant by one that is not in it; None if there is none.

    A plural is a word of its own.
    """
    if word in known:
        return None
    return next(
        (name for name in sorted(known) if word.lower() != f"{name.lower()}s" and _is_one_edit_away(word, name)), None
    )


def _is_one_edit_away(word: str, name: str) -> bool:
    """Whether one letter is too many, missing, another, or two have changed places."""
    if abs(len(word) - len(name)) > 1:
        return False
    start = 0
    while start < min(len(word), len(name)) and word[start] == name[start]:
        start += 1
    rest, wanted = word[start:], name[start:]
    if len(rest) > 1 and rest[:2] == wanted[1::-1]:
        return rest[2:] == wanted[2:]
    if len(name) < _LENGTH_FOR_ANY_EDIT:
        return False
    return rest[1:] == wanted[1:] or rest[1:] == wanted or rest == wanted[1:]
