"""What is compiled or loaded when it is first used.

A run of the command uses few of the regular expressions that its modules define, and compiling all of them took longer
than the check of a file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterable


def pattern(text: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` returns, compiled at its first use; an error in the text is raised then."""
    return cast("re.Pattern[str]", _Pattern(text, flags))


def close_matches(word: str, possibilities: Iterable[str], n: int = 1, cutoff: float = 0.6) -> list[str]:
    """What `difflib.get_close_matches` returns: the `n` words that are most similar, the best first."""
    from difflib import get_close_matches  # noqa: PLC0415 (few runs need it)

    return get_close_matches(word, list(possibilities), n, cutoff)


class _Pattern:
    """Has the attributes of a compiled pattern; each is stored when it is first read, and costs nothing then."""

    def __init__(self, text: str, flags: int) -> None:
        self._text = text
        self._flags = flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        if name.startswith("_"):
            raise AttributeError(name)
        value = getattr(re.compile(self._text, self._flags), name)
        setattr(self, name, value)
        return value
