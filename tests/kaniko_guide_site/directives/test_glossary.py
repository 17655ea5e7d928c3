"""The page of the glossary: a row and an anchor for every term, and every page that it names is there."""

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

TERMS = [term for group in groups() for term in group.terms]


def test_every_term_has_its_anchor_and_leads_to_its_page(built_site: Path) -> None:
    page = Page(built_site / "glossary" / "index.html")
    for term in TERMS:
        assert f"word-{term.id}" in page.ids
        name, _, anchor = term.page.partition("#")
        assert f"../{name.removesuffix('.md')}/#{anchor}" in page.links
        assert anchor in Page(built_site / name.removesuffix(".md") / "index.html").ids, term.page


@pytest.mark.parametrize("language", get_args(Language))
def test_page_has_a_row_for_every_term(language: Language) -> None:
    rows = [line for line in expand("::: glossary", ROOT, language).splitlines() if "<dfn" in line]
    assert len(rows) == len(TERMS)
    assert all(Bilingual("详见", "More")[language] in row for row in rows)
