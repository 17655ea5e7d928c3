"""Every page in a real browser: what axe finds, how it fits a telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.kaniko_guide_site.test_built_site import DOCS, shown_on

if TYPE_CHECKING:
    from pathlib import Path

    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

PAGES = sorted(DOCS.rglob("*.md"))
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def address(page: Path) -> str:
    name = page.relative_to(DOCS).with_suffix("").as_posix()
    return "" if name == "index" else f"{name}/"


def name(page: Path) -> str:
    return page.name


def test_copy_button_works_under_a_mouse(open_page: Open) -> None:
    page = open_page("quick-start/")
    page.get_by_role("button", name="复制 Dockerfile").click()
    assert page.evaluate("navigator.clipboard.readText()").rstrip("\n") in shown_on(DOCS / "quick-start.md")
    page.get_by_text("已复制").wait_for()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("source", PAGES, ids=name)
def test_axe_finds_nothing(source: Path, scheme: str, width: int, open_page: Open) -> None:
    page = open_page(address(source), scheme="dark" if scheme == "dark" else "light", width=width)
    page.wait_for_load_state("networkidle")
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("source", PAGES, ids=name)
def test_page_fits_a_telephone(source: Path, open_page: Open) -> None:
    assert open_page(address(source), width=390).evaluate(WIDER) == 0
