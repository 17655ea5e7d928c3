"""Everything that is not verified is listed with its reason and expiry."""

from __future__ import annotations

import datetime as dt

import pytest

from kaniko_guide_site import clock
from kaniko_guide_site.evidence import debts, model

TODAY = clock.today()


@pytest.mark.parametrize("day", [TODAY])
def test_no_debt_is_expired(day: dt.date) -> None:
    """Fails in any run, so also in the weekly one: what expired is looked at again before anything else is done."""
    assert list(debts.expired(debts.limits(), day)) == []


def test_a_debt_expires_on_its_day() -> None:
    debt = debts.limits()["no-build"]
    assert list(debts.expired({"no-build": debt}, debt.expires - dt.timedelta(days=1))) == []
    assert list(debts.expired({"no-build": debt}, debt.expires)) == ["no-build"]


def test_no_debt_is_put_off_for_more_than_a_year() -> None:
    latest = TODAY + dt.timedelta(days=366)
    assert max(limit.expires for limit in debts.limits().values()) <= latest


def test_every_limit_is_named_by_a_check() -> None:
    named = {limit for check in model.checks().values() for limit in check.limits}
    assert debts.limits().keys() == named | {"no-pod", "no-tool", "own-output"}


def test_every_lifted_limit_is_one() -> None:
    assert all(check.lifts <= debts.limits().keys() for check in model.checks().values())
