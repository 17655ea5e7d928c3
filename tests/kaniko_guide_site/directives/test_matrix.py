"""The page of all measured features: every row of the record, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide_site.extension import expand
from kaniko_guide_site.facts import silent_features
from kaniko_guide_site.matrix import rows as matrix
from tests.html_page import Page
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

COUNT = 244


def test_every_row_is_on_the_page_with_its_name_and_kinds(built_site: Path) -> None:
    page = Page(built_site / "dockerfile-matrix" / "index.html")
    shown = {row.attributes["id"]: row for row in page.tree.css("tr[id]")}
    known = matrix.rows(ROOT)
    assert len(shown) == COUNT
    assert set(shown) == set(known)
    for key, row in known.items():
        name = matrix.name(row).zh.replace("`` ", "").replace(" ``", "").replace("`", "")
        assert shown[key].css("td")[0].text().replace("`", "") == name
        for build, verdict in row.verdicts.items():
            assert shown[key].attributes[f"data-{build}"] == matrix.kind_of(verdict)


def test_the_record_is_beside_the_page(built_site: Path) -> None:
    assert "../dockerfile-matrix.tsv" in Page(built_site / "dockerfile-matrix" / "index.html").links
    assert (built_site / "dockerfile-matrix.tsv").read_bytes() == (ROOT / matrix.MATRIX).read_bytes()


@pytest.mark.parametrize("language", get_args(Language))
def test_both_editions_have_every_row_and_say_what_is_harmless(language: Language) -> None:
    page = expand("::: matrix", ROOT, language)
    assert page.count('<tr id="') == COUNT
    for one in silent_features.harmless():
        assert one.why[language] in page
