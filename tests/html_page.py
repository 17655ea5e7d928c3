"""A built page as tests look at it: its blocks of code, the ids it has, what it links to and what it loads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from pathlib import Path

    from selectolax.lexbor import LexborNode

NO_RESOURCE = {"canonical", "prev", "next", "alternate"}
LOADING = ("src", "srcset", "poster", "data", "action")


class Page:
    """What stands in a page.

    Attributes:
        tree: its elements.
        blocks: the text of every block of code, in order.
        headings: every heading's tag and id.
        ids: every id.
        links: the targets of `<a>`.
        resources: the addresses a browser loads of itself.
        styles: the text of `<style>` and of `style` attributes.
    """

    def __init__(self, path: Path) -> None:
        self.tree = LexborHTMLParser(path.read_text("utf-8"))
        self.blocks = [node.text() for node in self.tree.css("div.highlight code")]
        self.headings = [(node.tag, node.attributes.get("id")) for node in self.tree.css(":is(h1, h2, h3, h4, h5, h6)")]
        self.ids = self._values("id")
        self.links = [attribute(node, "href") for node in self.tree.css("a[href]")]
        linked = [node for node in self.tree.css("link") if not NO_RESOURCE & set(attribute(node, "rel").split())]
        self.resources = [attribute(node, "href") for node in linked]
        self.resources += [value for name in LOADING for value in self._values(name)]
        self.styles = [*self._values("style"), *(node.text() for node in self.tree.css("style"))]

    def _values(self, name: str) -> list[str]:
        return [attribute(node, name) for node in self.tree.css(f"[{name}]")]


def attribute(node: LexborNode, name: str) -> str:
    """The value of an attribute; empty for one that is missing or has none."""
    return node.attributes.get(name) or ""
