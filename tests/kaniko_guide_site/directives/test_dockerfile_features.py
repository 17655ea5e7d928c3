"""The table of Dockerfile features: every one, and what makes a wrong image first."""

from __future__ import annotations

from typing import get_args

import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide.facts import dockerfile_features
from kaniko_guide_site.directives import dockerfile_features as features_table
from kaniko_guide_site.extension import expand
from tests.kaniko_guide_site.directives.table_cells import cells
from tests.support import ROOT


@pytest.mark.parametrize("language", get_args(Language))
def test_every_feature_is_listed(language: Language) -> None:
    rows = cells(expand("::: dockerfile-features", ROOT, language).splitlines())
    assert len(rows) == len(dockerfile_features.features())
    wrong = [row for row in rows if features_table.WRONG[language] in "".join(row)]
    assert rows[: len(wrong)] == wrong, "what makes a wrong image comes first"
