from __future__ import annotations

import csv

import pytest

from kaniko_guide.facts import dockerfile_features, executors
from kaniko_guide.facts.dockerfile_features import FeatureSupport
from tests.support import RECORDED

WORDS = {
    FeatureSupport.WORKS: ("works",),
    FeatureSupport.IGNORED: ("ignored silently", "accepted, not used", "accepted, NOT checked"),
    FeatureSupport.DIFFERS: (
        "differs silently",
        "DANGEROUS, silently",
        "works only with",
        "owner of the context file kept",
    ),
    FeatureSupport.WARNED: ("ignored with warning",),
    FeatureSupport.REJECTED: ("error",),
}


def matrix() -> dict[str, dict[str, str]]:
    with (RECORDED / "kaniko-runs" / "features" / "MATRIX.tsv").open(encoding="utf-8", newline="") as file:
        return {row["feature"]: row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}


@pytest.mark.parametrize("key", dockerfile_features.features())
@pytest.mark.parametrize("build", executors.releases())
def test_the_support_is_the_measured_one(key: str, build: str) -> None:
    feature = dockerfile_features.features()[key]
    measured = [matrix()[row][build] for row in feature.rows]
    assert measured
    assert [text for text in measured if not text.startswith(WORDS[feature.support[build]])] == []
