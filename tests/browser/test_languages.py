"""The two editions in a browser: the switch stays on the page and the section; the home page follows the browser."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import check_both_schemes
from tests.browser.search import ask, read
from tests.support import ROOT

if TYPE_CHECKING:
    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

SWITCH = ".language-switch"
PAGES = ("en/", "en/quick-start/", "en/problems/")
"""A few of the English pages: all have the structure of the Chinese ones, which are all tested."""
GOLDEN = ROOT / "tests" / "data" / "search-queries.en.json"
"""What people asked in English in public threads, with the sections that answer it."""
FIRST = 0.95
"""The part of the golden queries that must be answered by the first result; the search was tuned by them."""


def test_switch_stays_on_the_page_and_the_section(open_page: Open) -> None:
    page = open_page("quick-start/")
    page.locator("#jenkinsfile").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('jenkinsfile').scrollIntoView()")
    page.locator(SWITCH).click()
    page.wait_for_url("**/en/quick-start/#jenkinsfile")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator(SWITCH).click()
    page.wait_for_url(re.compile(r"/quick-start/#jenkinsfile$"))
    assert "/en/" not in page.url


def test_home_page_follows_the_browser_once(open_page: Open) -> None:
    page = open_page("", locale="en-US")
    page.wait_for_url("**/en/")
    page.locator(SWITCH).click()
    page.wait_for_url(lambda url: "/en/" not in url)
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_home_page_stays_chinese_for_a_chinese_browser(open_page: Open) -> None:
    page = open_page("")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert "/en/" not in page.url


@pytest.mark.parametrize("path", PAGES)
def test_english_page(path: str, open_page: Open, subtests: pytest.Subtests) -> None:
    check_both_schemes(open_page(path), subtests, fits=False)
    check_both_schemes(open_page(path, width=390), subtests, fits=True)


def test_english_queries_are_answered_by_the_first_results(open_page: Open) -> None:
    page = open_page("en/")
    page.keyboard.press("/")
    golden = read(GOLDEN)
    answered = list(ask(page, golden, "en/"))
    missed = {one.golden.query: one.found[:3] for one in answered if one.place != 0}
    assert sum(one.place == 0 for one in answered) >= FIRST * len(answered), missed
