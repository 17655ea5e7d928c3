"""The page of versions: every pin, executor, tool and file of facts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide_site import pins
from kaniko_guide_site.directives import versions
from kaniko_guide_site.evidence import records
from kaniko_guide_site.extension import expand
from kaniko_guide_site.facts import content, periods
from kaniko_guide_site.facts import pins as facts
from kaniko_guide_site.lockfile import locked_versions
from tests.html_page import Page
from tests.support import ROOT, SNIPPETS

if TYPE_CHECKING:
    from pathlib import Path


def versions_page(site: Path) -> Page:
    return Page(site / "versions" / "index.html")


def texts(page: Page, selector: str) -> list[str]:
    return [node.text() for node in page.tree.css(selector)]


def test_page_shows_every_pin_and_where_it_stands(built_site: Path) -> None:
    page = versions_page(built_site)
    codes = texts(page, "code")
    for pin in pins.collect(ROOT):
        assert pin.reference in codes
        for location in pin.locations:
            line = (SNIPPETS / location.path).read_text("utf-8").splitlines()[location.line - 1]
            assert pin.version in line or pin.kind == "artifact"
            if location.rule is None:
                assert f"../snippets/{location.path}" in page.links


def test_page_shows_executors_and_what_runs_the_pipeline(built_site: Path) -> None:
    page = versions_page(built_site)
    codes = texts(page, "code")
    for entry in content("images")["executors"]:
        assert f"{entry['repository']}:{entry['version']}" in codes
    for one in facts.platform():
        assert one.version in codes


def test_minor_versions_are_on_the_page_of_verification(built_site: Path) -> None:
    page = Page(built_site / "verification" / "index.html")
    cells, days = texts(page, "td"), texts(page, "td > time")
    for entry in content("kubernetes")["minor_versions"]:
        assert entry["version"] in cells
        assert str(entry["end_of_life"]) in days


def test_page_shows_every_file_of_facts_with_its_days(built_site: Path) -> None:
    rows = [[cell.text() for cell in row.css("td")] for row in versions_page(built_site).tree.css("tr")]
    days = {cells[0]: cells[1:] for cells in rows if cells and cells[0].startswith("facts/")}
    for topic, verified, expires in periods():
        assert [cell[-10:] for cell in days[f"facts/{topic}.yml"]] == [str(verified), str(expires)]


def test_page_shows_the_tools_of_the_records(built_site: Path) -> None:
    rows = [row.css("td") for row in versions_page(built_site).tree.css("tr")]
    versions = {row[0].text(): [code.text() for code in row[1].css("code")] for row in rows if row}
    for record in records.load(ROOT):
        for tool, version in record.tools.items() if records.is_current(ROOT, record, locked_versions(ROOT)) else ():
            assert version in versions[tool], tool


@pytest.mark.slow
@pytest.mark.parametrize("language", get_args(Language))
@pytest.mark.parametrize("part", versions.arguments())
def test_part_has_words_in_each_language(part: str, language: Language) -> None:
    text = expand(f"::: versions {part}", ROOT, language, "../")
    assert text.strip()
    assert language == "zh" or not re.search("[一-鿿]", text)
