"""The page of the glossary: a row and an anchor for every word, and every page that it names is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest

from kaniko_guide.bilingual import Bilingual, Language
from kaniko_guide_site.extension import expand
from kaniko_guide_site.facts.glossary import groups
from tests.html_page import Page
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

WORDS = [word for group in groups() for word in group.words]


def test_every_word_has_its_anchor_and_leads_to_its_page(built_site: Path) -> None:
    page = Page(built_site / "glossary" / "index.html")
    for word in WORDS:
        assert f"word-{word.id}" in page.ids
        name, _, anchor = word.page.partition("#")
        assert f"../{name.removesuffix('.md')}/#{anchor}" in page.links
        assert anchor in Page(built_site / name.removesuffix(".md") / "index.html").ids, word.page


@pytest.mark.parametrize("language", get_args(Language))
def test_page_has_a_row_for_every_word(language: Language) -> None:
    rows = [line for line in expand("::: glossary", ROOT, language).splitlines() if "<dfn" in line]
    assert len(rows) == len(WORDS)
    assert all(Bilingual("详见", "More")[language] in row for row in rows)
