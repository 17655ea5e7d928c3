"""Edits of a user's file, as data: which characters to replace, and by what.

A rule finds a problem in YAML or shell that may be inside a Groovy string. An edit of such a text is only possible
where the file has the same characters: not where they come from an escape sequence, an interpolation or a folded line.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.data import Data

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kaniko_guide.text import Text

EMBEDDABLE = lazy.pattern(r"[\w .,:=#/-]*", re.ASCII)
"""New text that means the same in shell, YAML, Dockerfiles and every Groovy string, apart from `/` in a slashy string.

Where a `/` ends a slashy string, the file no longer parses, and the edit is discarded.
"""


class Edit(Data, frozen=True, order=True):
    """A replacement of some characters of a file.

    Attributes:
        start, end: offsets in `Source.text` of the first character and after the last one; equal for an insertion.
        text: the new characters.
    """

    start: int
    end: int
    text: str


Fix = tuple[Edit, ...]
"""Edits that fix one finding together; they do not overlap."""


def replacement(where: Text, old: str, new: str, at: int | None = None) -> Fix | None:
    """The fix that replaces a part of a text.

    Args:
        where: the text, which may be inside a string of the file.
        old: the part; not empty.
        new: what replaces it.
        at: its offset in the text; by default it is at the start.

    Returns:
        None if the text does not have the part there, the file does not have these characters, or the new ones may mean
        something else in a string.
    """
    start = at or 0
    if not old or not where.value.startswith(old, start) or not EMBEDDABLE.fullmatch(new):
        return None
    return raw_replacement(where, old, new, at)


def raw_replacement(where: Text, old: str, new: str, at: int | None = None) -> Fix | None:
    """The same for a text that is known to be in no string, as in a Dockerfile, so that it may have any character."""
    start = at or 0
    end = start + len(old)
    if not old or "\\" in old or not where.value.startswith(old, start):
        return None
    run = bisect_right(where.starts, start) - 1
    begin, origin = where.starts[run], where.origins[run]
    same = where.source.text[origin : origin + end - begin] == where.value[begin:end]
    is_contiguous = run + 1 == len(where.starts) or end <= where.starts[run + 1]
    if not same or not is_contiguous:
        return None
    return (Edit(origin + start - begin, origin + end - begin, new),)


def between(first: Text, second: Text, allowed: str, new: str) -> Fix | None:
    """The fix that replaces all characters between two texts of the same file.

    Args:
        first: the text before them.
        second: the text after them.
        allowed: the only characters that may be there, such as spaces.
        new: what replaces them.

    Returns:
        None if the file has something else there, or as in `replacement`.
    """
    ends = raw_replacement(first, first.value[-1:], "", len(first) - 1)
    starts = raw_replacement(second, second.value[:1], "")
    if ends is None or starts is None or first.source != second.source or not EMBEDDABLE.fullmatch(new):
        return None
    start, end = ends[0].end, starts[0].start
    gap = first.source.text[start:end]
    return (Edit(start, end, new),) if start <= end and not gap.strip(allowed) else None


def apply(text: str, edits: Iterable[Edit]) -> str:
    """A file's text after some edits.

    Raises:
        ValueError: two of them overlap.
    """
    pieces: list[str] = []
    at = 0
    for edit in sorted(set(edits)):
        if edit.start < at:
            raise ValueError(edit)
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*pieces, text[at:]])
