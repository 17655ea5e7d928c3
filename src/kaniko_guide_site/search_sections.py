"""The sections of the pages as the search reads them: their titles, their text, and what is printed in an error.

A section begins at a heading with an id. A table row that has an id (a flag, a word of the glossary) is one of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
PARAGRAPHS = ("p", "li", "dt", "dd", "summary", "figcaption")
NOT_SEARCHED = (
    "[data-search-exclude], script, style, svg, nav, form, button, details.proof, details.quote, "
    ".headerlink, .block-tools, .facts__column, .filename, .linenos"
)
"""Elements that are tools, labels or evidence."""
OUTPUT = ("language-text", "language-json", "language-console")
"""Classes of blocks with output, not code."""
LONGEST_OUTPUT = 800
"""Characters of a recorded output that is searched: an error and not a whole log."""
ROW = "td code[id^=flag-], td dfn[id]"
PRINTED = "printed"
"""The class of the list of texts that a program prints for an error."""
VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{3,}")
SPACE = re.compile(r"\s+")


@dataclass(slots=True)
class Section:
    """A section of a page.

    Attributes:
        anchor: its id; empty for the page itself.
        title: of the section.
        text: its sentences, without code.
        code: its code, in which only the words count.
        printed: what programs print.
        names: of the variables that its tables explain.
    """

    anchor: str
    title: str
    text: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


def sections(html: str) -> list[Section]:
    """The sections of a page, in order; the first is the page itself.

    Args:
        html: the content of the page.
    """
    body = LexborHTMLParser(html).body
    if body is None:
        return []
    for node in body.css(NOT_SEARCHED):
        node.decompose()
    for node in body.css("br"):
        node.insert_before(" ")
    found: list[Section] = []
    headed: Section | None = None
    for node in _units(body):
        if node.tag in HEADINGS:
            headed = Section(node.id or "" if found else "", _text(node))
            found.append(headed)
        elif headed is not None and (row := _named_row(node)) is not None:
            found.append(row)
        elif headed is not None:
            _add(headed, node)
    return found


def _units(parent: LexborNode) -> Iterator[LexborNode]:
    """The nodes that are read as a whole: headings with an id, paragraphs, rows, blocks, bare text."""
    for node in parent.iter(include_text=True):
        whole = node.tag in (*PARAGRAPHS, "tr") and node.css_first("pre") is None
        heading = node.tag in HEADINGS and node.id is not None
        if node.tag in ("pre", "-text") or whole or heading or _has_class(node, PRINTED):
            yield node
        else:
            yield from _units(node)


def _named_row(node: LexborNode) -> Section | None:
    """The section of a row that has an id."""
    named = node.css_first(ROW) if node.tag == "tr" else None
    return Section(named.id, _text(named), [_text(node)]) if named is not None and named.id else None


def _add(section: Section, node: LexborNode) -> None:
    """Add what a node says to its section."""
    if node.tag == "pre":
        text = (node.text() or "").strip()
        if not _is_output(node):
            section.code.append(text)
        elif len(text) <= LONGEST_OUTPUT:
            section.printed.append(text)
    elif _has_class(node, PRINTED):
        section.printed += [_text(item) for item in node.css("li code")]
    elif text := _text(node):
        section.text.append(text)
        if node.tag == "tr":
            section.names += [
                name for code in node.css("td:first-child code") if VARIABLE.fullmatch(name := _text(code))
            ]


def _is_output(block: LexborNode) -> bool:
    return block.parent is not None and any(_has_class(block.parent, name) for name in OUTPUT)


def _has_class(node: LexborNode, name: str) -> bool:
    return node.tag != "-text" and name in (node.attributes.get("class") or "").split()


def _text(node: LexborNode) -> str:
    """The text of a node in one line; a cell ends a word."""
    if node.tag == "tr":
        return " ".join(filter(None, (_text(cell) for cell in node.css("td, th"))))
    return SPACE.sub(" ", node.text() or "").strip()
