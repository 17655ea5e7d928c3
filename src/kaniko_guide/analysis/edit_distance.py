"""Detects typos that are one edit away from a known word, and finds similar names."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from kaniko_guide import lazy

if TYPE_CHECKING:
    from collections.abc import Collection

MOST_NAMES = 100
"""Among more names than a person writes, none is searched for: it would take long."""

_LENGTH_FOR_ANY_EDIT = 6
"""Minimum length of a known word for which a missing, extra or replaced character counts as a typo.

In shorter words only two swapped neighbors do.
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


def similar_name(word: str, names: Collection[str], cutoff: float = 0.6) -> str | None:
    """The most similar of the names that a file or a directory has; None if none is similar, or if there are many.

    Args:
        word: that is none of them.
        names: those that exist.
        cutoff: how similar they are at least; see `difflib.get_close_matches`.
    """
    return next(iter(lazy.close_matches(word, names, 1, cutoff)), None) if len(names) <= MOST_NAMES else None


def is_same_name(word: str, name: str) -> bool:
    """Whether two words differ only in capitals, in `-` and `_`, or in the `s` of a plural."""
    return _simplified(word) == _simplified(name)


def _simplified(word: str) -> str:
    return word.lower().replace("_", "").replace("-", "").removesuffix("s")


def only_neighbor(word: str, known: frozenset[str]) -> str | None:
    """The only known word that is one edit away, of whatever length; None if there is none, or more than one."""
    near = [name for name in known if name != word and _is_one_edit_away(word, name, any_length=True)]
    return near[0] if len(near) == 1 else None


def _is_one_edit_away(word: str, name: str, *, any_length: bool = False) -> bool:
    """Whether one character is missing, extra or replaced in `word`, or two neighbors are swapped."""
    if abs(len(word) - len(name)) > 1:
        return False
    start = 0
    while start < min(len(word), len(name)) and word[start] == name[start]:
        start += 1
    rest, expected = word[start:], name[start:]
    if len(rest) > 1 and rest[:2] == expected[1::-1]:
        return rest[2:] == expected[2:]
    if len(name) < _LENGTH_FOR_ANY_EDIT and not any_length:
        return False
    return rest[1:] == expected[1:] or rest[1:] == expected or rest == expected[1:]
