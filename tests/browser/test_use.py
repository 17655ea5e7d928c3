"""The site used by a person: with the keyboard only, in light and dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import SCHEME

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


def test_escape_closes_the_search(open_page: Open) -> None:
    page = open_page("")
    page.keyboard.press("/")
    expect(page.locator("#__search")).to_be_checked()
    page.keyboard.press("Escape")
    expect(page.locator("#__search")).not_to_be_checked()


def test_first_tab_stop_skips_to_the_content(open_page: Open) -> None:
    page = open_page("quick-start/")
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('md-skip')"):
            break
    expect(page.locator(".md-skip:focus")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/quick-start/#quick-start")


def test_focus_is_always_visible(open_page: Open) -> None:
    page = open_page("quick-start/")
    unseen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        style = page.evaluate(
            """() => {
                const at = document.activeElement;
                const ring = (it) => it && parseFloat(getComputedStyle(it).outlineWidth) > 0
                    && getComputedStyle(it).outlineStyle !== "none";
                const label = at.matches(".md-option")
                    ? at.parentElement.querySelector("label:not([hidden])") : null;
                return [at.outerHTML.slice(0, 120), at === document.body || at.matches(".md-toggle, .md-search__input")
                    || ring(at) || ring(label)];
            }"""
        )
        if not style[1]:
            unseen.append(style[0])
    assert unseen == []


def test_palette_follows_the_system_until_the_reader_chooses(open_page: Open) -> None:
    page = open_page("", scheme="dark")
    assert page.evaluate(SCHEME) == "slate"
    page.emulate_media(color_scheme="light")
    page.wait_for_function(f"{SCHEME} === 'default'")
    page.get_by_title("切换到浅色").click()
    page.get_by_title("切换到深色").click()
    page.wait_for_function(f"{SCHEME} === 'slate'")
    page.reload()
    assert page.evaluate(SCHEME) == "slate"


SMALL = """() => {
    const visible = (it) => it.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const found = [];
    const width = document.documentElement.scrollWidth - innerWidth;
    if (width > 0) found.push(`${width} px wider than the window`);
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const text = texts.currentNode;
        const size = parseFloat(getComputedStyle(text.parentElement).fontSize);
        const shown = text.data.trim() && visible(text.parentElement);
        if (shown && size > 0 && size < 12.5) found.push(`${size} px: ${text.data}`);
    }
    const targets = "button, summary, select, .md-content input, .block-tool, .md-nav__link";
    for (const one of document.querySelectorAll(targets)) {
        const { width, height } = one.getBoundingClientRect();
        if (visible(one) && width && Math.min(width, height) < 24) found.push(`${width} × ${height}: ${one.outerHTML}`);
    }
    return found;
}"""
"""What does not fit the window, texts that are too small to read, and targets that are too small to touch."""


def test_a_window_of_320_pixels_or_a_zoom_of_200_percent(open_page: Open, subtests: pytest.Subtests) -> None:
    page = open_page("", width=320)
    for address in ("quick-start/", "problems/", "executor/", "dockerfile-matrix/", "en/errors/executor/"):
        with subtests.test(address):
            page.goto(f"/{address}")
            assert page.evaluate(SMALL) == []


def test_forced_colors_leave_icons_and_the_current_page(open_page: Open) -> None:
    page = open_page("quick-start/")
    page.emulate_media(forced_colors="active")
    icon = "getComputedStyle(document.querySelector(selector), '::after').backgroundColor"
    canvas = page.evaluate("getComputedStyle(document.body).backgroundColor")
    for selector in (".block-tool[data-tool]", ".md-code__button", ".evidence summary"):
        assert page.evaluate(f"selector => {icon}", selector) != canvas, selector
    active = page.locator(".md-sidebar--primary a.md-nav__link--active").first
    expect(active).to_have_css("text-decoration-line", "underline")


DENIED = """for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, name, { configurable: true, get() { throw new Error("denied"); } });"""


def test_pages_work_without_storage(browser: Browser, server: str) -> None:
    context = browser.new_context(base_url=server, locale="zh-CN")
    context.add_init_script(DENIED)
    page = context.new_page()
    page.goto("quick-start/")
    page.locator(".values-open").first.click()
    page.locator("dialog.values").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="复制 Dockerfile").wait_for()
    context.close()
