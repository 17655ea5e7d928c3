"""The table of what the executor tells a container by."""

from __future__ import annotations

from typing import get_args

import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide_site.extension import expand
from kaniko_guide_site.facts import container_signs
from tests.support import ROOT

SIGNS = container_signs.signs()


@pytest.mark.parametrize("language", get_args(Language))
def test_every_sign_is_in_the_table(language: Language) -> None:
    page = expand("::: container-signs", ROOT, language)
    assert all(sign.meaning[language] in page for sign in SIGNS)
    assert all((sign.sign if isinstance(sign.sign, str) else sign.sign[language]) in page for sign in SIGNS)
