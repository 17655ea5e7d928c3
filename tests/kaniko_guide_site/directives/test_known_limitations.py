"""The list of known limitations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site.evidence.known_limitations import known_limitations
from kaniko_guide_site.extension import expand
from tests.support import ROOT

if TYPE_CHECKING:
    from kaniko_guide.bilingual import Language


@pytest.mark.parametrize("language", ["zh", "en"])
def test_list_has_every_limitation(language: Language) -> None:
    lines = expand("::: known-limitations", ROOT, language).splitlines()
    assert len([line for line in lines if line.startswith("- **")]) == len(known_limitations())
