"""What the checks do not verify, and why: `known_limitations.yml`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact, load

if TYPE_CHECKING:
    from collections.abc import Mapping


class KnownLimitation(Fact, frozen=True):
    """What a check does not verify.

    Attributes:
        what: was not verified.
        why: the reason.
    """

    what: Bilingual
    why: Bilingual


def known_limitations() -> Mapping[str, KnownLimitation]:
    """Every known limitation, by the name that checks use."""
    return load(__file__, dict[str, KnownLimitation])
