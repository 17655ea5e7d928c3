"""The table of how the executor detects a container."""

from __future__ import annotations

from typing import get_args

import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide_site.extension import expand
from kaniko_guide_site.facts import container_detection
from tests.support import ROOT

INDICATORS = container_detection.indicators()


@pytest.mark.parametrize("language", get_args(Language))
def test_every_indicator_is_in_the_table(language: Language) -> None:
    page = expand("::: container-detection", ROOT, language)
    assert all(indicator.meaning[language] in page for indicator in INDICATORS)
    assert all(
        (indicator.indicator if isinstance(indicator.indicator, str) else indicator.indicator[language]) in page
        for indicator in INDICATORS
    )
