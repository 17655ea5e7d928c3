"""Says the cause of an error only as surely as the text shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.diagnosis.causes import Confidence

if TYPE_CHECKING:
    from kaniko_guide.diagnosis.causes import IdentifiedCause

LIKELY = Bilingual("很可能是：{cause}", "probably: {cause}")


def stated(found: IdentifiedCause) -> Bilingual:
    """The cause, as a probable one unless the text allows no other."""
    cause = found.cause.cause
    return cause if found.confidence is Confidence.CERTAIN else LIKELY.format(cause=cause)
