"""A built page as tests look at it: its blocks of code, the ids it has, what it links to and what it loads."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NO_RESOURCE = {"canonical", "prev", "next", "alternate"}


@dataclass
class Page(HTMLParser):
    """What stands in a page.

    Attributes:
        blocks: the text of every block of code, in order.
        headings: every heading's tag and id.
        ids: every id.
        links: the targets of `<a>`.
        resources: the addresses a browser loads of itself.
        styles: the text of `<style>` and of `style` attributes.
    """

    path: Path
    blocks: list[str] = field(default_factory=list)
    headings: list[tuple[str, str | None]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    resources: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    _open: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.path.read_text("utf-8"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {key: value or "" for key, value in attrs}
        if "id" in values:
            self.ids.append(values["id"])
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append((tag, values.get("id")))
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag == "link" and not NO_RESOURCE & set(values.get("rel", "").split()):
            self.resources.append(values.get("href", ""))
        self.resources += [values[key] for key in ("src", "srcset", "poster", "data", "action") if key in values]
        if "style" in values:
            self.styles.append(values["style"])
        if tag not in VOID:
            self._open.append((tag, values.get("class", "")))
        if tag == "code" and self._in_block():
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._in_block() and any(tag == "code" for tag, _ in self._open):
            self.blocks[-1] += data
        if self._open and self._open[-1][0] == "style":
            self.styles.append(data)

    def _in_block(self) -> bool:
        return any(tag == "div" and "highlight" in kind.split() for tag, kind in self._open)
