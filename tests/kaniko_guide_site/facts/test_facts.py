"""The files of facts of both packages: found by topic, read from where they are."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from pytest_check import check

from kaniko_guide_site import facts
from tests.support import ROOT, read_yaml


def test_topics_are_those_of_both_packages() -> None:
    directories = [ROOT / "src" / package / "facts" for package in ("kaniko_guide", "kaniko_guide_site")]
    files = {path: path.relative_to(directory) for directory in directories for path in directory.rglob("*.yml")}
    assert list(facts.topics()) == sorted(path.with_suffix("").as_posix() for path in files.values())
    assert {ROOT / facts.file_of(topic) for topic in facts.topics()} == set(files)


@pytest.mark.parametrize("topic", ["images", "glossary"])
def test_content_is_that_of_the_file(topic: str) -> None:
    assert facts.content(topic) == read_yaml(ROOT / facts.file_of(topic))


def test_unknown_topic_is_refused() -> None:
    with pytest.raises(KeyError):
        facts.content("gone")


def test_next_to_expire_comes_first() -> None:
    periods = facts.periods()
    assert {topic for topic, *_ in periods} == set(facts.topics())
    assert [expires for *_, expires in periods] == sorted(expires for *_, expires in periods)
    topic, verified, expires = periods[0]
    assert (verified, expires) == (facts.content(topic)["verified"], facts.content(topic)["expires"])


DATE = re.compile(r"\b(20\d\d)-(\d\d)(?:-(\d\d))?\b")
"""A day, or a month, that a source names."""


def last_day(year: str, month: str, day: str) -> dt.date:
    """The day, or the last one of the month if there is none."""
    if day:
        return dt.date(int(year), int(month), int(day))
    return dt.date(int(year) + int(month) // 12, int(month) % 12 + 1, 1) - dt.timedelta(days=1)


def test_facts_are_as_of_their_oldest_source() -> None:
    for topic in facts.topics():
        with check(f"{topic}"):
            known = facts.content(topic)
            dates = [last_day(*match) for match in DATE.findall(known["source"])]
            assert dates
            assert known["verified"] <= min(dates)


@pytest.mark.parametrize(
    ("date", "day"),
    [("2026-08-21", "2026-08-21"), ("2026-11", "2026-11-30"), ("2026-12", "2026-12-31"), ("2028-02", "2028-02-29")],
)
def test_a_month_ends_with_its_last_day(date: str, day: str) -> None:
    (match,) = DATE.findall(date)
    assert last_day(*match).isoformat() == day
