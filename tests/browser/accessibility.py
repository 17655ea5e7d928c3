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


CODE = ".highlight"
"""The blocks of code."""
OF_COLORS = ("color-contrast", "link-in-text-block")
"""The rules of axe whose result depends on the color scheme."""


def check_with_axe(page: Page, context: str | None = None, rules: tuple[str, ...] = ()) -> None:
    """Fail with each violation that axe finds.

    Args:
        page: the page, as it is now.
        context: the selector of the part to check, else the whole page.
        rules: the rules to check, else all.
    """
    _run(page, context, {"runOnly": rules} if rules else {})


def _check_without_colors_of_code(page: Page, context: str | None, *, colors_only: bool) -> None:
    if not colors_only:
        _run(page, context, {"rules": {rule: {"enabled": False} for rule in OF_COLORS}})
    _run(page, {"include": [[context or "html"]], "exclude": [[CODE]]}, {"runOnly": OF_COLORS})


def _run(page: Page, context: str | Mapping[str, object] | None, options: Mapping[str, object]) -> None:
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
    code: bool = True,
) -> None:
    """Check a page as it is now, then its colors in the other color scheme.

    Args:
        page: the page, which changes to the other scheme.
        subtests: the test's subtests: a failure in one scheme does not hide the other.
        context: the selector of the part to check, else the whole page.
        fits: whether the page must be no wider than its window.
        code: whether to check the colors in blocks of code, which are most of a page and the same in every window.
    """
    width, first = page.evaluate("innerWidth"), scheme(page)
    other: Scheme = "light" if first == "dark" else "dark"
    with subtests.test("axe", scheme=first, width=width):
        if code:
            check_with_axe(page, context)
        else:
            _check_without_colors_of_code(page, context, colors_only=False)
    set_scheme(page, other)
    with subtests.test("axe", scheme=other, width=width):
        if code:
            check_with_axe(page, context, OF_COLORS)
        else:
            _check_without_colors_of_code(page, context, colors_only=True)
    if fits:
        with subtests.test("fits its window", width=width):
            assert page.evaluate(OVERFLOW) == 0
