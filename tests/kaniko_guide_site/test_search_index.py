"""What the search loads, and the words of readers."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest
import yaml

from kaniko_guide.facts.diagnosis import signatures
from kaniko_guide_site import search_index
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

HTML = '<h1 id="page">页</h1><p>一</p><h2 id="empty">空</h2><h2 id="x">节</h2><p>二</p>'


def test_rows_of_a_page(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        rows = search_index.rows("a/", HTML, {"x": ["甲", "乙"], "gone": ["丙"]}, 0.5)
    assert rows == [
        ["a/", "页", "页", "一", "", "", "", 0.5],
        ["a/#x", "页", "节", "二", "", "", "甲\n乙", 0.5],
    ]
    assert [record.getMessage() for record in caplog.records] == [
        "search_words.yml: error: a/ has no section gone. Correct the anchor. [search-words]"
    ]


def test_a_page_of_errors_has_the_words_of_its_own_ones(caplog: pytest.LogCaptureFixture) -> None:
    rows = search_index.rows("errors/agent-2/", HTML, {"x": ["one"], "of-another-page": ["two"]}, 1)
    assert [row[6] for row in rows] == ["", "one"]
    assert caplog.records == []


def test_words_of_readers_name_pages_and_errors_that_exist() -> None:
    data = yaml.safe_load(search_index.WORDS.read_text("utf-8"))
    ids = {signature.id for signature in signatures.signatures()}
    for language in ("zh", "en"):
        pages = {path.stem for path in (ROOT / "docs" / language).glob("*.md")}
        assert {page.split("/")[0] for page in data["sections"][language]} <= pages
        assert data["errors"][language].keys() - ids == set()


def test_words_of_readers_are_text_in_the_case_that_the_search_compares() -> None:
    data = yaml.safe_load(search_index.WORDS.read_text("utf-8"))
    for language in ("zh", "en"):
        sections = (*data["sections"][language].values(), data["errors"][language])
        words = [word for page in sections for anchor in page.values() for word in anchor]
        synonyms = [word for group in data["synonyms"][language] for word in group]
        assert {type(word) for word in (*words, *synonyms)} == {str}
        assert [word for word in synonyms if word != word.lower()] == []
        assert sorted(set(synonyms)) == sorted(synonyms)


@pytest.mark.slow
def test_built_site_has_sections_and_an_empty_index(built_site: Path) -> None:
    script = (built_site / search_index.FILE).read_text("utf-8")
    data = json.loads(script.removeprefix("self.kanikoSections=").rstrip(";\n"))
    addresses = [row[0] for row in data["rows"]]
    assert {"registry-problems/#x509", "executor/#flag-cache-repo", "rules/docker-socket/", "quick-start/"} <= set(
        addresses
    )
    assert len(set(addresses)) == len(addresses)
    assert data["synonyms"]
    assert json.loads((built_site / "search" / "search_index.json").read_text("utf-8"))["docs"] == []
