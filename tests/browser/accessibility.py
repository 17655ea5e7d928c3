"""Checks of a page with axe, in the windows and color schemes of readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from typing import Literal

    import pytest
    from playwright.sync_api import Page

SCHEME = "document.body.getAttribute('data-md-color-scheme')"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
"""The pixels by which a page is wider than its window."""
END_TRANSITIONS = "document.getAnimations().filter(it => it instanceof CSSTransition).forEach(it => it.finish())"
"""Axe would measure the contrast of a color in transition."""


def check_with_axe(page: Page, context: str | None = None) -> None:
    """Fail with each violation that axe finds.

    Args:
        page: the page, as it is now.
        context: the selector of the part to check, else the whole page.
    """
    page.evaluate(END_TRANSITIONS)
    results = Axe().run(page, context=context)
    assert results.violations_count == 0, results.generate_report()


def set_scheme(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Change the system's color scheme, which the page follows."""
    page.emulate_media(color_scheme=scheme)
    page.wait_for_function(f"{SCHEME} === '{'slate' if scheme == 'dark' else 'default'}'")


def check_both_schemes(page: Page, subtests: pytest.Subtests, context: str | None = None, *, fits: bool = True) -> None:
    """Check a page, as it is now, in both color schemes.

    Args:
        page: the page.
        subtests: the test's subtests: a failure in one scheme does not hide the other.
        context: the selector of the part to check, else the whole page.
        fits: whether the page must be no wider than its window.
    """
    width = page.evaluate("innerWidth")
    for scheme in ("light", "dark"):
        set_scheme(page, scheme)
        with subtests.test("axe", scheme=scheme, width=width):
            check_with_axe(page, context)
    if fits:
        with subtests.test("fits its window", width=width):
            assert page.evaluate(OVERFLOW) == 0
