"""Reads the lines under the blocks of a built page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.html_page import Page, attribute

if TYPE_CHECKING:
    from pathlib import Path

    from selectolax.lexbor import LexborNode


class Lines:
    """The text of the line under each block, closed and open, and its links, by the block's reference."""

    def __init__(self, page: Path) -> None:
        self.closed: dict[str, str] = {}
        self.opened: dict[str, str] = {}
        self.links: dict[str, list[str]] = {}
        self.blocks: list[str] = []
        for node in Page(page).tree.css(":is([data-snippet], details.evidence)"):
            if "data-snippet" in node.attributes:
                self.blocks.append(attribute(node, "data-snippet"))
            else:
                self._read(node, self.blocks[-1])

    def _read(self, line: LexborNode, block: str) -> None:
        self.links[block] = [attribute(link, "href") for link in line.css("a")]
        (summary,) = line.css("summary")
        self.closed[block] = summary.text()
        summary.decompose()
        self.opened[block] = line.text()
