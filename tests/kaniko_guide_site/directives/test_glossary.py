"""The glossary: it has the words that the guide itself uses, once each, and every page that it names is there."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, get_args

import pytest

from kaniko_guide.bilingual import Bilingual, Language
from kaniko_guide_site.directives import rules
from kaniko_guide_site.evidence.model import LEVELS
from kaniko_guide_site.extension import expand
from kaniko_guide_site.facts.glossary import groups
from tests.html_page import Page
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

WORDS = [word for group in groups() for word in group.words]


def test_levels_and_severities_are_explained() -> None:
    used = {*LEVELS.values(), *rules.SEVERITIES.values()}
    assert {(word.zh, word.en) for word in used} <= {(word.term.zh, word.term.en) for word in WORDS}


@pytest.mark.parametrize("language", get_args(Language))
def test_each_word_stands_once(language: Language) -> None:
    assert [term for term, count in Counter(word.term[language].lower() for word in WORDS).items() if count > 1] == []
    assert [name for name, count in Counter(word.id for word in WORDS).items() if count > 1] == []


def test_each_word_is_explained_in_one_sentence() -> None:
    for word in WORDS:
        assert word.meaning.zh.count("。") == 1, word.id
        assert word.meaning.zh.endswith("。"), word.id
        assert word.meaning.en.endswith("."), word.id
        assert ". " not in word.meaning.en, word.id


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
