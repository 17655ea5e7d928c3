"""The list of known errors: each leads to its causes, and keeps its anchor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.facts import signatures
from tests.html_page import Page, attribute

if TYPE_CHECKING:
    from pathlib import Path


def test_every_error_leads_to_its_causes(built_site: Path) -> None:
    page = Page(built_site / "errors" / "index.html")
    for one in signatures.signatures():
        (link,) = page.tree.css(f"#{one.id}")
        assert attribute(link, "class") == "moved"
        assert attribute(link, "href") == f"{one.stage}/#{one.id}"
        assert f"at-{one.stage}" in page.ids
