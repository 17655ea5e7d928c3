"""The files of facts of both packages: found by topic, read from where they are."""

from __future__ import annotations

import pytest
import yaml

from kaniko_guide_site import facts
from tests.support import ROOT


def test_topics_are_those_of_both_packages() -> None:
    files = [
        path
        for package in ("kaniko_guide", "kaniko_guide_site")
        for path in (ROOT / "src" / package).glob("facts/*.yml")
    ]
    assert list(facts.topics()) == sorted(path.stem for path in files)
    assert {ROOT / facts.file_of(topic) for topic in facts.topics()} == set(files)


@pytest.mark.parametrize("topic", ["images", "glossary"])
def test_content_is_that_of_the_file(topic: str) -> None:
    assert facts.content(topic) == yaml.safe_load((ROOT / facts.file_of(topic)).read_text("utf-8"))


def test_unknown_topic_is_refused() -> None:
    with pytest.raises(KeyError):
        facts.content("gone")


def test_next_to_expire_comes_first() -> None:
    periods = facts.periods()
    assert {topic for topic, *_ in periods} == set(facts.topics())
    assert [expires for *_, expires in periods] == sorted(expires for *_, expires in periods)
    topic, verified, expires = periods[0]
    assert (verified, expires) == (facts.content(topic)["verified"], facts.content(topic)["expires"])
