"""What is left out, and why: `debts.yml`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import yaml

from kaniko_guide.bilingual import Bilingual

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Skip:
    """Tests that are skipped where something is missing.

    Attributes:
        why: the reason, and how to get it.
        expires: the day from which the reason no longer counts.
        everywhere: whether they are skipped under CI too.
    """

    why: Bilingual
    expires: dt.date
    everywhere: bool


@dataclass(frozen=True, slots=True)
class Limit:
    """What a check does not show.

    Attributes:
        what: was not verified.
        why: it was not.
        expires: the day from which the reason no longer counts.
    """

    what: Bilingual
    why: Bilingual
    expires: dt.date


@cache
def _content() -> dict[str, dict[str, Any]]:
    data: dict[str, dict[str, Any]] = yaml.safe_load(files(__package__).joinpath("debts.yml").read_text("utf-8"))
    return data


@cache
def skips() -> Mapping[str, Skip]:
    """Every skip, by the name under which a test asks for it."""
    return {
        name: Skip(Bilingual(**entry["why"]), entry["expires"], entry.get("everywhere", False))
        for name, entry in _content()["skips"].items()
    }


@cache
def limits() -> Mapping[str, Limit]:
    """Everything that is not verified, by the name under which a check states it."""
    return {
        name: Limit(Bilingual(**entry["what"]), Bilingual(**entry["why"]), entry["expires"])
        for name, entry in _content()["limits"].items()
    }


def expired(debts: Mapping[str, Skip] | Mapping[str, Limit], today: dt.date) -> Iterable[str]:
    """The debts that no longer count on a day."""
    return [name for name, debt in debts.items() if debt.expires <= today]
