"""What makes a wrong image silently: all that the record tells of, and each is found."""

from __future__ import annotations

import pytest
from pytest_check import check

from kaniko_guide import project, rules
from kaniko_guide.facts import executors
from kaniko_guide_site.directives import silent_features as silent
from kaniko_guide_site.evidence import build_checks
from kaniko_guide_site.facts import silent_features
from kaniko_guide_site.matrix import rows
from kaniko_guide_site.snippets.snippet import SILENT, Snippet
from tests.support import ROOT, SNIPPETS

TOPICS = silent_features.by_id()
PAIRS = {key: topic for key, topic in TOPICS.items() if topic.features}


def odd() -> list[str]:
    """The rows that a build ignores or does otherwise, without a message and with exit code 0."""
    return sorted(
        row.feature
        for row in rows.rows(ROOT).values()
        if any(rows.kind_of(words) in silent.WRONG for words in row.verdicts.values())
    )


def test_every_odd_row_of_the_record_is_in_one_place() -> None:
    counted = [row for topic in TOPICS.values() for row in topic.rows]
    others = [row for one in silent_features.harmless() for row in one.rows]
    assert sorted([*counted, *others]) == odd()


def test_a_topic_says_what_finds_it_or_why_nothing_does() -> None:
    for topic in TOPICS.values():
        with check(f"{topic}"):
            assert (topic.rule is None) == (topic.unfound is not None)
            assert topic.rule is None or topic.rule in rules.load()
            assert topic.features or topic.fix or topic.rule


def rules_by_message(key: str, side: str, build: str) -> dict[str, str]:
    """The findings in an example, when a build of the executor reads it: the rule by its message."""
    directory = SNIPPETS / SILENT / key / side
    found = build_checks.by_executor(project.read(directory), Snippet(f"{SILENT}/{key}"))[build]
    return {finding.message.en: finding.rule.name for finding in rules.check(found)}


@pytest.mark.parametrize("build", executors.releases())
@pytest.mark.parametrize("key", PAIRS)
def test_the_wrong_side_is_found_by_its_feature_where_the_build_lacks_it(key: str, build: str) -> None:
    feature = PAIRS[key].features[0]
    wrong = rules_by_message(key, "bad", build)
    if feature.fails(build) or feature.degrades(build):
        assert list(wrong.values()) == [PAIRS[key].rule]
        assert next(iter(wrong)).startswith(f"{feature.name.en}: {executors.title(build).en} ")
    else:
        assert wrong == {}
    assert rules_by_message(key, "good", build) == {}


def test_every_topic_of_features_has_an_example_pair_and_no_other() -> None:
    assert {path.name for path in (SNIPPETS / SILENT).iterdir()} == set(PAIRS)
    assert all({side.name for side in (SNIPPETS / SILENT / key).iterdir()} == {"bad", "good"} for key in PAIRS)
