"""What is left out, and why: `debts.yml`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact, load

if TYPE_CHECKING:
    from collections.abc import Iterable


class Skip(Fact, frozen=True):
    """Tests that are skipped where something is missing.

    Attributes:
        why: the reason, and how to get it.
        expires: the day from which the reason no longer counts.
        everywhere: whether they are skipped under CI too.
    """

    why: Bilingual
    expires: dt.date
    everywhere: bool = False


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

    skips: Mapping[str, Skip]
    limits: Mapping[str, Limit]


def skips() -> Mapping[str, Skip]:
    """Every skip, by the name under which a test asks for it."""
    return load(__file__, File).skips


def limits() -> Mapping[str, Limit]:
    """Everything that is not verified, by the name under which a check states it."""
    return load(__file__, File).limits


def expired(debts: Mapping[str, Skip] | Mapping[str, Limit], today: dt.date) -> Iterable[str]:
    """The debts that no longer count on a day."""
    return [name for name, debt in debts.items() if debt.expires <= today]
