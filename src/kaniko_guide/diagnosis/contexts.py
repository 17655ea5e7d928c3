"""Which part of a build a line belongs to, by the texts with which programs wrap their errors."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from kaniko_guide.diagnosis.patterns import Index
from kaniko_guide.facts.diagnosis import contexts

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from kaniko_guide.facts.diagnosis.layers import Part


def context_of(line: str, words: AbstractSet[str], *, weak: bool = False) -> Part | None:
    """The layer and phase that the innermost context of a line names; None if the line has no context.

    The rightmost context is the innermost one. If it names only the layer, one further left may name the phase.

    Args:
        line: of a log.
        words: of the line.
        weak: whether to look for weak contexts, otherwise for the others.
    """
    found = [(end, number, part) for number, end, part in _index(weak).find(line, words)]
    if not found:
        return None
    found.sort(key=lambda one: (-one[0], one[1]))
    _, _, innermost = found[0]
    return next((part for _, _, part in found if part.layer == innermost.layer and part.phase), innermost)


def more_precise(part: Part | None, other: Part | None) -> Part | None:
    """A part, or another one of the same layer if only that has a phase.

    Args:
        part: any; if it is None, the other one counts.
        other: any.
    """
    if part is None or (other and part.phase is None and part.layer == other.layer):
        return other
    return part


@cache
def _index(weak: bool) -> Index[Part]:  # noqa: FBT001
    return Index((text, one.part) for one in contexts.contexts() if one.weak is weak for text in one.texts)
