"""The index of snippets for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.html_page import Page, attribute
from tests.kaniko_guide_site.offered import offered

if TYPE_CHECKING:
    from pathlib import Path


def test_index_page_has_a_row_for_every_snippet(built_site: Path) -> None:
    page = Page(built_site / "snippets" / "index.html")
    linked = {attribute(link, "href") for link in page.tree.css("td > a:has(> code)")}
    assert linked == {f"../snippets/{name}" for name in offered()}
    rows = page.tree.css("tr[data-kind]")
    assert len(rows) == len(linked)
    assert [row.text() for row in rows if len(row.css("a[href]")) < 2] == []
