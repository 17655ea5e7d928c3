"""Data for the tests of look-ups."""

from __future__ import annotations

import datetime as dt

from kaniko_guide_site.facts.pins import Held, Known

TODAY = dt.date(2026, 11, 22)
HOST, NAME = "ghcr.io", "ghcr.io/a/kaniko"


def known(held: Held | None = None) -> Known:
    return Known(name=NAME, zh="", en="", source="a source", held=held)


HELD = Held("因为", "because", TODAY + dt.timedelta(days=1))
EXPIRED = Held("因为", "because", TODAY)
