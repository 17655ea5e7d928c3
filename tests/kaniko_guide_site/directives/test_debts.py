"""The page of what is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site.evidence import debts
from kaniko_guide_site.extension import expand
from tests.support import ROOT

if TYPE_CHECKING:
    from kaniko_guide.bilingual import Language


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_has_a_row_for_every_debt(language: Language) -> None:
    rows = [line for line in expand("::: debts", ROOT, language).splitlines() if line.startswith("| ")]
    assert len(rows) == 1 + len(debts.limits())
