"""Sets the reader's own values in the browser's storage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide_site.parameters import definitions
from tests.support import SNIPPETS

if TYPE_CHECKING:
    from playwright.sync_api import Page

PARAMETERS = definitions.load(SNIPPETS)
VALUES = {
    "namespace": "builds",
    "registry": "harbor.corp.cn:8443",
    "user": "robot$ci",
    "mirror": "harbor.corp.cn/mirror",
}


def store_values(page: Page, values: dict[str, str]) -> None:
    """Store values in the browser; the next page that is loaded shows them."""
    page.evaluate("values => localStorage.setItem('kaniko-guide.values', JSON.stringify(values))", values)
