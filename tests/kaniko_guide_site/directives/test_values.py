"""The button that opens the panel of values from a page's own words."""

from __future__ import annotations

from typing import get_args

import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide_site.extension import expand
from kaniko_guide_site.parameters import panel
from tests.support import ROOT


@pytest.mark.parametrize("language", get_args(Language))
def test_button_stands_alone_between_blank_lines(language: Language) -> None:
    before, made, after = expand("::: values", ROOT, language).split("\n")
    assert (before, after) == ("", "")
    assert panel.button(language) in made
    assert panel.TITLE[language] in made
