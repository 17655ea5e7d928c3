"""The explanations of log lines: each is used, and its stage is one of the signatures'."""

from __future__ import annotations

from kaniko_guide.facts import executors
from kaniko_guide.facts.diagnosis import layers
from kaniko_guide_site.directives.log import RECORD, classify_lines
from kaniko_guide_site.facts.log_lines import log_lines
from kaniko_guide_site.snippets.reference import Reference, selected_text
from tests.support import SNIPPETS


def log(build: str) -> list[str]:
    return selected_text(SNIPPETS, Reference(RECORD.format(build=build))).split("\n")


def test_no_explanation_is_left_over() -> None:
    used = [kind for build in executors.releases() for kind in classify_lines(log(build))]
    assert [kind for kind in log_lines() if kind not in used] == []


def test_stages_are_those_of_the_signatures() -> None:
    assert {kind.phase for kind in log_lines()} <= {part.phase for part in layers.parts()}
