"""Checks of a page with axe, in the windows and color schemes of readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pytest
    from playwright.sync_api import Page

Scheme = Literal["light", "dark"]
SCHEME = "document.body.getAttribute('data-md-color-scheme')"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
"""The pixels by which a page is wider than its window."""
END_TRANSITIONS = "document.getAnimations().filter(it => it instanceof CSSTransition).forEach(it => it.finish())"
"""Axe would measure the contrast of a color in transition."""

OF_COLORS = ("color-contrast", "link-in-text-block")
"""The rules of axe whose result depends on colors only, and which take most of its time."""
MARK_COLORS = """selector => {
    const seen = new Set();
    const below = new Map([[null, { ground: "", placed: false }]]);
    for (const element of document.querySelectorAll("*")) {
        const { ground, placed } = below.get(element.parentElement);
        const style = getComputedStyle(element);
        const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter].join();
        const here = {
            ground: own === "rgba(0, 0, 0, 0),none,1,none" ? ground : `${ground}|${own}`,
            placed: placed || ["absolute", "fixed", "sticky"].includes(style.position),
        };
        below.set(element, here);
        element.removeAttribute("data-colors");
        if (!element.closest(selector) || !element.checkVisibility({ visibilityProperty: true })) continue;
        const texts = [...element.childNodes].filter(it => it.nodeType === Node.TEXT_NODE && it.data.trim());
        const field = element.matches("input:not([type=radio], [type=checkbox]), textarea, select");
        if (!texts.length && !field) continue;
        const text = getComputedStyle(element.parentElement);
        const key = [
            here.ground, style.color, style.fontSize, style.fontWeight, style.textShadow, element.matches("a[href]"),
            style.textDecorationLine, style.borderBottomStyle, text.color, text.fontWeight,
            here.placed && [element.className, element.parentElement.className],
        ].join();
        if (seen.has(key) && !field) continue;
        seen.add(key);
        element.setAttribute("data-colors", "");
    }
    return seen.size;
}"""
"""Mark one element for each kind of text: its colors and those behind it, and its class if it lies over others."""


def check_with_axe(page: Page, context: str | None = None) -> None:
    """Fail with each violation that axe finds.

    Args:
        page: the page, as it is now.
        context: the selector of the part to check, else the whole page.
    """
    _run(page, context, {"rules": {rule: {"enabled": False} for rule in OF_COLORS}})
    check_colors(page, context)


def check_colors(page: Page, context: str | None = None) -> None:
    """Fail with each violation of the colors, as `check_with_axe`; texts alike in color and ground are checked once."""
    if page.evaluate(MARK_COLORS, context or "html"):
        _run(page, "[data-colors]", {"runOnly": OF_COLORS})


def _run(page: Page, context: str | None, options: Mapping[str, object]) -> None:
    page.evaluate(END_TRANSITIONS)
    results = Axe().run(page, context, {"resultTypes": ["violations"], **options})
    assert results.violations_count == 0, results.generate_report()


def scheme(page: Page) -> Scheme:
    """The color scheme in which the page is shown."""
    return "dark" if page.evaluate(SCHEME) == "slate" else "light"


def set_scheme(page: Page, new: Scheme) -> None:
    """Change the system's color scheme, which the page follows."""
    page.emulate_media(color_scheme=new)
    page.wait_for_function(f"{SCHEME} === '{'slate' if new == 'dark' else 'default'}'")


def check_both_schemes(
    page: Page,
    subtests: pytest.Subtests,
    context: str | None = None,
    *,
    fits: bool = True,
) -> None:
    """Check a page as it is now, then its colors in the other color scheme.

    Args:
        page: the page, which changes to the other scheme.
        subtests: the test's subtests: a failure in one scheme does not hide the other.
        context: the selector of the part to check, else the whole page.
        fits: whether the page must be no wider than its window.
    """
    width, first = page.evaluate("innerWidth"), scheme(page)
    other: Scheme = "light" if first == "dark" else "dark"
    with subtests.test("axe", scheme=first, width=width):
        check_with_axe(page, context)
    set_scheme(page, other)
    with subtests.test("axe", scheme=other, width=width):
        check_colors(page, context)
    if fits:
        with subtests.test("fits its window", width=width):
            assert page.evaluate(OVERFLOW) == 0
