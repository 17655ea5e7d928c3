"""Facts about everything that snippets pin: `pins.yml`, which explains the fields."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Facts, load
from kaniko_guide.facts.statements import BilingualEntry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

KINDS = ("image", "action", "artifact", "address")
"""The kinds of pins."""


class Postponement(BilingualEntry, frozen=True):
    """Why a newer version is not used, and until when the reason applies."""

    until: dt.date


class PinFacts(BilingualEntry, frozen=True, kw_only=True):
    """The facts about a pin, with the fields of the data; the sentence states its purpose."""

    name: str
    source: str
    newer: str | None = None
    newest: str | None = None
    seen: dt.date | None = None
    held: Postponement | None = None
    probe: str | None = None
    repository: str | None = None


class PlatformComponent(BilingualEntry, frozen=True, kw_only=True):
    """A component of the platform, and the version that the guide was written for."""

    name: Bilingual
    version: str
    source: str
    repository: str | None = None
    newest: str | None = None
    newer: str | None = None


class File(Facts, frozen=True, kw_only=True):
    """`pins.yml`."""

    images: tuple[PinFacts, ...]
    actions: tuple[PinFacts, ...]
    artifacts: tuple[PinFacts, ...]
    addresses: tuple[PinFacts, ...]
    platform: tuple[PlatformComponent, ...]


@cache
def pin_facts(kind: str) -> Mapping[str, PinFacts]:
    """The facts about every pin of a kind, by name.

    Args:
        kind: one of `KINDS`.
    """
    facts = load(__file__, File)
    kinds = dict(zip(KINDS, (facts.images, facts.actions, facts.artifacts, facts.addresses), strict=True))
    return {entry.name: entry for entry in kinds[kind]}


def platform() -> tuple[PlatformComponent, ...]:
    """The platform that runs the pipeline, in the order of the data."""
    return load(__file__, File).platform


def newest(version: str, others: Iterable[str], form: str | None = None) -> str | None:
    """The newest of other versions of the same form, if it is newer.

    Args:
        version: the pinned one.
        others: all there are.
        form: as `newer` in the data.

    Returns:
        None when no other is newer, or when the pinned one is not of the form itself.
    """
    pattern = re.compile(form or re.sub(r"\d+", r"(\\d+)", re.escape(version)))

    def numbers(one: str) -> tuple[int, ...] | None:
        match = pattern.fullmatch(one)
        return tuple(map(int, match.groups())) if match else None

    own = numbers(version)
    if own is None:
        return None
    found = {one: value for one in others if (value := numbers(one)) is not None and value > own}
    return max(found, key=lambda one: found[one], default=None)
