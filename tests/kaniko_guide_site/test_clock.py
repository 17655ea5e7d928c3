"""The date of today, and what sets it."""

from __future__ import annotations

import datetime as dt
import time
from typing import TYPE_CHECKING

from kaniko_guide_site import clock

if TYPE_CHECKING:
    import pytest


def test_today_is_the_day_of_a_reproducible_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(clock.VARIABLE, "1700000000")
    assert clock.today() == dt.date(2023, 11, 14)


def test_today_is_else_the_day_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(clock.VARIABLE, raising=False)
    days = dt.timedelta(seconds=time.time()) // dt.timedelta(days=1)
    assert (clock.today() - dt.date(1970, 1, 1)).days - days in {0, 1}
