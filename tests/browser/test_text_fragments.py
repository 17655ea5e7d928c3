"""Links to a text on a page, which only a browser with a desktop follows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, QUIET, find_browser
from tests.browser.test_blocks import FOLDED, FOLDED_PAGE, block_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Playwright

    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The browser that opens the pages of this module."""
    browser = playwright.chromium.launch(executable_path=find_browser(DESKTOP), args=QUIET)
    yield browser
    browser.close()


@pytest.mark.parametrize("text", ["secretName", "docker%2Dregistry%2Dsecret"])
def test_link_to_text_in_a_folded_block_unfolds_it(text: str, open_page: Open) -> None:
    page = open_page(f"{FOLDED_PAGE}#:~:text={text}")
    expect(block_of(page, FOLDED).get_by_role("button", name="收起")).to_be_visible()
