"""What the checks do not verify, and why: `debts.yml`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact, load

if TYPE_CHECKING:
    from collections.abc import Iterable


class Limit(Fact, frozen=True):
    """What a check does not show.

    Attributes:
        what: was not verified.
        why: it was not.
        expires: the day from which the reason no longer counts.
    """

    what: Bilingual
    why: Bilingual
    expires: dt.date


class File(Fact, frozen=True):
    """`debts.yml`."""

    limits: Mapping[str, Limit]


def limits() -> Mapping[str, Limit]:
    """Everything that is not verified, by the name under which a check states it."""
    return load(__file__, File).limits


def expired(debts: Mapping[str, Limit], today: dt.date) -> Iterable[str]:
    """The debts that no longer count on a day."""
    return [name for name, debt in debts.items() if debt.expires <= today]
