"""The line under a block and the filter of a long table, used by a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from kaniko_guide_site.directives import flags, rules
from kaniko_guide_site.filter_form import NONE
from tests.browser.accessibility import check_with_axe

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from kaniko_guide.bilingual import Bilingual
    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


def rows(page: Page) -> int:
    return page.locator("table.filterable tbody tr:visible").count()


def test_line_opens_by_keyboard(open_page: Open) -> None:
    page = open_page("quick-start/")
    line = page.locator('[data-snippet="quick-start/Dockerfile"] details.evidence')
    expect(line.get_by_text("hadolint")).to_be_hidden()
    line.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(line.get_by_text("hadolint")).to_be_visible()
    page.keyboard.press("Tab")
    expect(line.get_by_role("link", name="原文件")).to_be_focused()


def test_long_table_is_filtered_by_text_and_kind(open_page: Open) -> None:
    page = open_page("dockerfile-matrix/")
    count = page.locator(".table-filter output")
    everything = rows(page)
    expect(count).to_have_text(f"{everything} 项，共 {everything} 项")
    page.get_by_label("写法或结果").fill("--custom-platform=linux/arm64 多架构")
    assert rows(page) == 1
    expect(count).to_have_text(f"1 项，共 {everything} 项")
    expect(page.locator("table.filterable:visible")).to_have_count(1)
    page.get_by_label("写法或结果").fill("")
    page.get_by_label("上游 v1.24.0").select_option("refused")
    refused = rows(page)
    assert 0 < refused < everything
    page.get_by_label("写法或结果").fill("nothing is called so")
    assert rows(page) == 0
    expect(count).to_have_text(NONE.zh)


@pytest.mark.parametrize(
    ("address", "label", "query"), [("rules/", rules.TEXT, "secret"), ("executor/", flags.TEXT, "cache")]
)
def test_filter_is_kept_in_the_address(address: str, label: Bilingual, query: str, open_page: Open) -> None:
    page = open_page(address)
    visible = page.locator(".filterable tbody tr:visible")
    page.locator(".md-typeset__table").first.wait_for()
    every = visible.count()
    page.get_by_label(label.zh).fill(query)
    found = visible.count()
    assert 0 < found < every
    page.reload()
    expect(page.get_by_label(label.zh)).to_have_value(query)
    expect(visible).to_have_count(found)
    page.get_by_label(label.zh).fill("nothing is called so")
    expect(page.locator(".table-filter output")).to_have_text(NONE.zh)
    expect(page.locator(".md-content h2:not(#subcommands):visible")).to_have_count(0)


def test_long_table_is_filtered_by_keyboard(open_page: Open) -> None:
    page = open_page("dockerfile-matrix/")
    page.get_by_label("写法或结果").focus()
    page.keyboard.type("platform")
    shown = rows(page)
    page.keyboard.press("Enter")
    assert rows(page) == shown > 0
    page.keyboard.press("Tab")
    upstream = page.get_by_label("上游 v1.24.0")
    expect(upstream).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(upstream).not_to_have_value("")
    assert 0 < rows(page) < shown
    page.keyboard.press("Tab")
    expect(page.get_by_label("fork v1.28.3")).to_be_focused()


def test_axe_finds_nothing_in_the_filtered_table(open_page: Open, subtests: pytest.Subtests) -> None:
    page = open_page("dockerfile-matrix/")
    page.get_by_label("写法或结果").fill("platform")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 844})
        with subtests.test(width=width):
            check_with_axe(page)


def test_long_table_is_whole_without_javascript(browser: Browser, server: str, built_site: Path) -> None:
    context = browser.new_context(base_url=server, java_script_enabled=False)
    page = context.new_page()
    page.goto("dockerfile-matrix/")
    everything = (built_site / "dockerfile-matrix" / "index.html").read_text("utf-8").count('<tr id="')
    assert rows(page) == everything > 0
    expect(page.locator(".table-filter")).to_be_hidden()
    page.goto("quick-start/")
    expect(page.locator('[data-snippet="quick-start/Dockerfile"] details.evidence summary')).to_be_visible()
    context.close()
