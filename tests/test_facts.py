"""Every fact says where it comes from, when it was looked at, and until when it counts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from support import ROOT, name

from kaniko_guide_site import facts

if TYPE_CHECKING:
    from pathlib import Path

FACTS = [ROOT / facts.file_of(topic) for topic in facts.topics()]
TODAY = dt.datetime.now(tz=dt.UTC).date()


def has_source(value: Any) -> bool:  # noqa: ANN401
    """Whether a value says `source`, or each of its parts does."""
    if isinstance(value, dict):
        if isinstance(value.get("source"), str) and value["source"].strip():
            return True
        return bool(value) and all(has_source(below) for below in value.values())
    return isinstance(value, list) and bool(value) and all(has_source(below) for below in value)


def faults(data: Any, today: dt.date) -> list[str]:  # noqa: ANN401
    """What is wrong with a file of facts on a day, a line each."""
    if not isinstance(data, dict):
        return ["expected a mapping"]
    verified, expires = data.get("verified"), data.get("expires")
    found = [f"{key} is not a date" for key in ("verified", "expires") if not isinstance(data.get(key), dt.date)]
    if isinstance(verified, dt.date) and verified > today:
        found.append(f"verified {verified} lies in the future")
    if isinstance(expires, dt.date) and expires <= today:
        found.append(f"expired on {expires}: look at each source again, correct it, then move verified and expires")
    sections = {key: value for key, value in data.items() if isinstance(value, dict | list)}
    unsourced = [key for key, value in sections.items() if f"{key}_source" not in data and not has_source(value)]
    if unsourced and "source" not in data:
        found.append(f"no source for: {', '.join(unsourced)}")
    return found


@pytest.mark.parametrize("path", FACTS, ids=name)
def test_facts_are_sourced_and_fresh(path: Path) -> None:
    assert [f"{name(path)}: {fault}" for fault in faults(yaml.safe_load(path.read_text("utf-8")), TODAY)] == []


@pytest.mark.parametrize("path", FACTS, ids=name)
def test_facts_are_refused_once_expired(path: Path) -> None:
    data = yaml.safe_load(path.read_text("utf-8"))
    (fault,) = faults(data, data["expires"])
    assert fault.startswith(f"expired on {data['expires']}")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[]", "expected a mapping"),
        ("{expires: 2030-01-01, source: x, a: [b]}", "verified is not a date"),
        ("{verified: 2026-01-01, expires: soon, source: x, a: [b]}", "expires is not a date"),
        ("{verified: 2029-01-01, expires: 2030-01-01, source: x, a: [b]}", "verified 2029-01-01 lies in the future"),
        ("{verified: 2026-01-01, expires: 2030-01-01, a: [b]}", "no source for: a"),
        ("{verified: 2026-01-01, expires: 2030-01-01, a: {b: {source: x}, c: {d: e}}}", "no source for: a"),
    ],
)
def test_fault_is_told(text: str, fault: str) -> None:
    assert faults(yaml.safe_load(text), dt.date(2026, 11, 22)) == [fault]
