"""What is left out is listed with its reason and expiry, and nothing else is left out."""

from __future__ import annotations

import ast
import datetime as dt
from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site.evidence import debts, model
from tests.support import ROOT, missing, name, tool

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


TODAY = dt.datetime.now(tz=dt.UTC).date()
TESTS = sorted(
    path for part in ("lab", "tests") for path in (ROOT / part).rglob("*.py") if "node_modules" not in path.parts
)
ASKS = {"missing", "tool", "find", "lack", "said"}
SKIPS = {"skip", "skipif", "importorskip", "xfail", "SkipTest", "skipTest"}


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            function = node.func
            yield function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", ""), node


def asked() -> set[str]:
    """Every name by which a test asks for a program or says that something is missing."""
    return {
        node.args[0].value
        for path in TESTS
        for called, node in calls(path)
        if called in ASKS
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


@pytest.mark.parametrize("day", [TODAY])
def test_no_debt_is_expired(day: dt.date) -> None:
    """Fails in any run, so also in the weekly one: what expired is looked at again before anything else is done."""
    assert list(debts.expired(debts.skips(), day)) == []
    assert list(debts.expired(debts.limits(), day)) == []


def test_a_debt_expires_on_its_day() -> None:
    debt = debts.skips()["groovy"]
    assert list(debts.expired({"groovy": debt}, debt.expires - dt.timedelta(days=1))) == []
    assert list(debts.expired({"groovy": debt}, debt.expires)) == ["groovy"]


def test_no_debt_is_put_off_for_more_than_a_year() -> None:
    latest = TODAY + dt.timedelta(days=366)
    expiries = [skip.expires for skip in debts.skips().values()] + [limit.expires for limit in debts.limits().values()]
    assert max(expiries) <= latest


def test_a_skip_that_is_not_listed_fails() -> None:
    with pytest.raises(pytest.fail.Exception, match="lists no skip 'perl'"):
        missing("perl")
    with pytest.raises(pytest.fail.Exception, match="lists no skip 'no-such-program'"):
        tool("no-such-program")


def test_a_listed_skip_tells_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"\[groovy\] Groovy 2.4, the generation Jenkins embeds"):
        missing("groovy")


def test_nothing_is_skipped_under_ci_but_what_is_skipped_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="under CI nothing may be skipped"):
        missing("groovy")
    with pytest.raises(pytest.skip.Exception):
        missing("public-pipelines")


@pytest.mark.parametrize("path", TESTS, ids=name)
def test_tests_skip_by_the_list_alone(path: Path) -> None:
    if path.name == "support.py":
        return
    found = [f"{name(path)}:{node.lineno}: {called}" for called, node in calls(path) if called in SKIPS]
    assert found == []


def test_every_listed_skip_is_asked_for_somewhere() -> None:
    assert debts.skips().keys() - asked() == set()


def test_every_limit_is_named_by_a_check() -> None:
    named = {limit for check in model.checks().values() for limit in check.limits}
    assert debts.limits().keys() == named | {"no-pod", "no-tool", "own-output"}


def test_every_lifted_limit_is_one() -> None:
    assert all(check.lifts <= debts.limits().keys() for check in model.checks().values())
