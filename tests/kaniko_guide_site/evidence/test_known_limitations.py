"""The known limitations: each belongs to a check or to the recorded runs, and each that a check names exists."""

from __future__ import annotations

from kaniko_guide_site.evidence import model
from kaniko_guide_site.evidence.known_limitations import known_limitations
from kaniko_guide_site.evidence.snippet_evidence import NO_POD


def test_every_limitation_belongs_to_a_check_or_to_recorded_runs() -> None:
    named = {limitation for check in model.checks().values() for limitation in check.limitations}
    assert known_limitations().keys() == named | {NO_POD}


def test_every_covered_limitation_exists() -> None:
    assert all(check.covers <= known_limitations().keys() for check in model.checks().values())
