"""What is known of everything that snippets pin: `pins.yml`, where the fields are explained."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import content

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

KINDS = {"image": "images", "action": "actions", "artifact": "artifacts", "address": "addresses"}
"""The kinds of pins, and the list of each in the data."""


@dataclass(frozen=True, slots=True)
class Held:
    """Why a newer version is not taken, and until when that counts."""

    until: dt.date
    why: Bilingual


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a pinned thing; the fields are those of the data."""

    name: str
    what: Bilingual
    source: str
    newer: str | None = None
    newest: str | None = None
    seen: dt.date | None = None
    held: Held | None = None
    probe: str | None = None
    repository: str | None = None


@dataclass(frozen=True, slots=True)
class Surrounding:
    """What runs the pipeline, and what of it the guide was written against."""

    name: Bilingual
    version: str
    what: Bilingual
    source: str
    repository: str | None = None
    newest: str | None = None
    newer: str | None = None


@cache
def known(kind: str) -> Mapping[str, Known]:
    """Everything of a kind, by name.

    Args:
        kind: one of `KINDS`.
    """
    return {entry["name"]: _known(entry) for entry in content("pins", __package__)[KINDS[kind]]}


@cache
def surroundings() -> tuple[Surrounding, ...]:
    """What runs the pipeline, in the order of the data."""
    return tuple(
        Surrounding(
            name=Bilingual(**entry["name"]),
            version=entry["version"],
            what=Bilingual(entry["zh"], entry["en"]),
            source=entry["source"],
            repository=entry.get("repository"),
            newest=entry.get("newest"),
            newer=entry.get("newer"),
        )
        for entry in content("pins", __package__)["surroundings"]
    )


def _known(entry: dict[str, Any]) -> Known:
    held = entry.get("held")
    return Known(
        name=entry["name"],
        what=Bilingual(entry["zh"], entry["en"]),
        source=entry["source"],
        newer=entry.get("newer"),
        newest=entry.get("newest"),
        seen=entry.get("seen"),
        held=Held(held["until"], Bilingual(held["zh"], held["en"])) if held else None,
        probe=entry.get("probe"),
        repository=entry.get("repository"),
    )


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
