"""Uses the search of the site as a reader does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urlsplit

import msgspec
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page

LIMIT = 10
"""Results that are read."""
NOTHING_AFTER = 1000
"""Milliseconds after which nothing was found."""
INPUT = ".md-search__input"
SUMMARY = ".md-search-result__meta"
EMPTY = re.compile("键入以开始搜索|Type to start searching")
FOUND = re.compile("符合条件的结果|matching document")
NOTHING = "没有找到符合条件的结果"
FOUND_NONE = re.compile(f"{NOTHING}|No matching documents")
RESULTS = ".md-search-result__list > li"
LINKS = """() => Array.from(document.querySelectorAll(".md-search-result__list a.md-search-result__link"))
    .filter((link) => !link.closest("details:not([open])"))
    .filter((link) => Number(link.querySelector("article").dataset.mdScore) > 0)
    .map((link) => link.href)"""
"""The addresses of the visible results; a page that only is the title above its sections has no score."""


class Golden(msgspec.Struct):
    """A query as readers type it.

    Attributes:
        query: what is typed or pasted.
        kind: of query, such as `error`.
        answers: addresses below the site's root: of a section (`problems/#index`), or of a page (`agent/`), which must
            be found itself and not by a section.
        source: the address where somebody asked so.
    """

    query: str
    kind: str
    answers: list[str]
    source: str = ""


class Answered(NamedTuple):
    """A query and the addresses that were found, the first first."""

    golden: Golden
    found: list[str]

    @property
    def place(self) -> int | None:
        """The place of the first right answer, from 0."""
        return next((at for at, address in enumerate(self.found) if address in self.golden.answers), None)


def read(path: Path) -> list[Golden]:
    """A golden list.

    Raises:
        OSError: it can't be read.
        msgspec.DecodeError: it is no such list.
    """
    return msgspec.json.decode(path.read_bytes(), type=list[Golden])


def search(page: Page, query: str, edition: str = "") -> list[str]:
    """The addresses of the results of a query, which is pasted in place of the one before.

    Args:
        page: of the site.
        query: what is pasted.
        edition: the path of the edition, which the addresses are below.
    """
    page.locator(INPUT).fill("")
    expect(page.locator(SUMMARY)).to_have_text(EMPTY)
    page.keyboard.insert_text(query)
    expect(page.locator(SUMMARY)).to_contain_text(FOUND)
    if FOUND_NONE.search(page.locator(SUMMARY).inner_text()):
        try:  # the theme may first show the answer to the empty query
            page.locator(RESULTS).first.wait_for(state="attached", timeout=NOTHING_AFTER)
        except PlaywrightTimeout:
            return []
    page.locator(RESULTS).first.wait_for(state="attached")
    return [_location(address).removeprefix(edition) for address in page.evaluate(LINKS)[:LIMIT]]


def ask(page: Page, golden: Iterable[Golden], edition: str = "") -> Iterator[Answered]:
    """Search for every query."""
    for one in golden:
        yield Answered(one, search(page, one.query, edition))


def _location(address: str) -> str:
    """The path below the root and the fragment, without the part that marks the matches."""
    parts = urlsplit(address)
    fragment = f"#{unquote(parts.fragment)}" if parts.fragment else ""
    return f"{parts.path.removeprefix('/')}{fragment}"
