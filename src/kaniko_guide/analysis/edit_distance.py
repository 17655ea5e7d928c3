"""Detects typos that are one edit away from a known word."""

from __future__ import annotations

from functools import lru_cache

_LENGTH_FOR_ANY_EDIT = 6
"""Minimum length of a known word for which a missing, extra or replaced character counts as a typo.

In shorter words only two swapped neighbours do.
"""


@lru_cache(maxsize=4096)
def correct_typo(word: str, known: frozenset[str]) -> str | None:
    """The known word that an unknown word is a typo of.

    Args:
        word: any word.
        known: the correct words. The plural of a known word is no typo.

    Returns:
        None if the word is known, or is not one edit away from a known word.
    """
    if word in known:
        return None
    return next(
        (name for name in sorted(known) if word.lower() != f"{name.lower()}s" and _is_one_edit_away(word, name)), None
    )


def _is_one_edit_away(word: str, name: str) -> bool:
    """Whether one character is missing, extra or replaced in `word`, or two neighbours are swapped."""
    if abs(len(word) - len(name)) > 1:
        return False
    start = 0
    while start < min(len(word), len(name)) and word[start] == name[start]:
        start += 1
    rest, expected = word[start:], name[start:]
    if len(rest) > 1 and rest[:2] == expected[1::-1]:
        return rest[2:] == expected[2:]
    if len(name) < _LENGTH_FOR_ANY_EDIT:
        return False
    return rest[1:] == expected[1:] or rest[1:] == expected or rest == expected[1:]
