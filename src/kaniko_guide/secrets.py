"""Masks secrets, so that no output repeats one."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from kaniko_guide.facts import secrets

MASK = "***"
"""Shown in place of a secret."""


@lru_cache(maxsize=256)
def masked(text: str) -> str:
    """A line with `***` in place of each secret.

    Args:
        text: of a log or a file, without line ends.
    """
    for pattern in _patterns():
        text = pattern.sub(rf"\g<1>{MASK}", text)
    return text


def secret_spans(text: str) -> list[tuple[int, int]]:
    """The places of what `masked` hides: each first and after the last character, in no order; they may overlap.

    Args:
        text: a line of a file.
    """
    return [(match.end(1), match.end()) for pattern in _patterns() for match in pattern.finditer(text)]


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(one.pattern, re.ASCII | (re.IGNORECASE if one.ignore_case else re.NOFLAG))
        for one in secrets.formats()
    )
