"""The table of Dockerfile features: every one that is not in the list of silent features."""

from __future__ import annotations

from typing import get_args

import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide.facts import dockerfile_features
from kaniko_guide.facts.dockerfile_features import FeatureSupport
from kaniko_guide_site.directives import dockerfile_features as features_table
from kaniko_guide_site.extension import expand
from kaniko_guide_site.facts import silent_features
from tests.kaniko_guide_site.directives.table_cells import cells
from tests.support import ROOT


@pytest.mark.parametrize("language", get_args(Language))
def test_every_feature_is_in_one_of_the_two_lists(language: Language) -> None:
    rows = cells(expand("::: dockerfile-features", ROOT, language).splitlines())
    silent = {key for topic in silent_features.by_id().values() for key in topic.keys}
    others = [feature for key, feature in dockerfile_features.features().items() if key not in silent]
    assert sorted(row[0].partition("<br>")[0] for row in rows) == sorted(feature.name[language] for feature in others)


@pytest.mark.parametrize("language", get_args(Language))
def test_a_wrong_image_with_a_warning_is_called_so(language: Language) -> None:
    page = expand("::: dockerfile-features", ROOT, language)
    silent = {key for topic in silent_features.by_id().values() for key in topic.keys}
    warned = [
        feature
        for key, feature in dockerfile_features.features().items()
        if key not in silent and feature.breaks_image and FeatureSupport.WARNED in feature.support.values()
    ]
    assert (features_table.WRONG[language] in page) == bool(warned)
