"""Data for the tests of lookups."""

from __future__ import annotations

import datetime as dt

from kaniko_guide_site.facts.pins import PinFacts, Postponement

TODAY = dt.date(2026, 11, 22)
HOST, NAME = "ghcr.io", "ghcr.io/a/kaniko"


def pin_facts(held: Postponement | None = None) -> PinFacts:
    return PinFacts(name=NAME, zh="", en="", source="a source", held=held)


HELD = Postponement("因为", "because", TODAY + dt.timedelta(days=1))
EXPIRED = Postponement("因为", "because", TODAY)
