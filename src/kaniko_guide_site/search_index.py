"""Writes what the search reads: all sections of the pages, as one script; MkDocs calls it as a hook.

The theme's plugin passes each page to its index, which is replaced here. Its own index, which the theme loads with each
page, stays empty; `theme/assets/search-engine.js` loads `search/sections.js` when a reader begins to search.
"""

from __future__ import annotations

import json
import logging
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypedDict

from kaniko_guide.facts import parse_yaml
from kaniko_guide_site.editions import language_of
from kaniko_guide_site.search_sections import sections

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

    from kaniko_guide.bilingual import Language

FILE = "search/sections.js"
"""The script with the sections, below the site's root."""
WORKER = "assets/search-worker.js"
"""The script that searches, below the site's root."""
WORDS = Path(__file__).with_name("search_words.yml")
"""What readers type for a section and the section does not say, by language, page and anchor."""
ERRORS = "errors/"
"""How the addresses of the pages of errors begin; each of their sections is an error, with its id as anchor."""
MATERIAL = "material/search"
SEPARATOR = r"\s+"
"""Between the words of an address that a page marks."""

Row = list[str | float]
"""A section: its address, the titles of its page and of itself, text, printed lines, code, words of readers, boost."""

log = logging.getLogger("mkdocs.hooks.search")


class Index:
    """Takes the place of the index of the theme's plugin.

    Args:
        language: of the pages.
    """

    def __init__(self, language: Language) -> None:
        self.language = language
        self.pages: dict[str, list[Row]] = {}

    def add_entry_from_context(self, page: Page) -> None:
        """Add a page; its front matter may have `search: {boost: NUMBER}`."""
        self.pages[page.url] = rows(
            page.url,
            page.content or "",
            words(self.language, page.file.src_uri.removesuffix(".md")),
            (page.meta.get("search") or {}).get("boost", 1),
        )

    def generate_search_index(self, previous: Index | None) -> str:
        """The index that the theme loads, without sections; pages that were not built again are those before."""
        self.pages = {**(previous.pages if previous else {}), **self.pages}
        return json.dumps(
            {"config": {"lang": ["en"], "separator": SEPARATOR, "pipeline": [], "fields": {}}, "docs": []}
        )

    def script(self) -> bytes:
        """The sections as a script, because a worker of a page that was opened from a disk can only load scripts."""
        data = {
            "rows": [row for of_page in self.pages.values() for row in of_page],
            "synonyms": _data()["synonyms"].get(self.language, []),
        }
        return f"self.kanikoSections={json.dumps(data, ensure_ascii=False, separators=(',', ':'))};\n".encode()


class _Plugin(Protocol):
    search_index: Index


def rows(url: str, html: str, known: Mapping[str, list[str]], boost: float) -> list[Row]:
    """The sections of a page.

    Args:
        url: of the page.
        html: its content.
        known: the words of readers by anchor.
        boost: how much its sections count.
    """
    found = [one for one in sections(html) if one.text or one.printed or one.code or not one.anchor]
    anchors = {one.anchor for one in found}
    for anchor in () if url.startswith(ERRORS) else sorted(known.keys() - anchors):
        log.warning("%s: error: %s has no section %s. Correct the anchor. [search-words]", WORDS.name, url, anchor)
    return [
        [
            f"{url}#{one.anchor}" if one.anchor else url,
            found[0].title,
            one.title,
            " ".join(one.text),
            "\n".join(one.printed),
            "\n".join(one.code),
            "\n".join((*one.names, *known.get(one.anchor, ()))),
            boost,
        ]
        for one in found
    ]


def words(language: Language, page: str) -> Mapping[str, list[str]]:
    """The words of readers by anchor.

    Args:
        language: of the page.
        page: without language and suffix.
    """
    if page.startswith(ERRORS):
        return errors(language)
    return _data()["sections"].get(language, {}).get(page, {})


def errors(language: Language) -> Mapping[str, list[str]]:
    """The words of readers by the id of an error."""
    return _data()["errors"].get(language, {})


class _Data(TypedDict):
    synonyms: dict[str, list[list[str]]]
    sections: dict[str, dict[str, dict[str, list[str]]]]
    errors: dict[str, dict[str, list[str]]]


@cache
def _data() -> _Data:
    data: _Data = parse_yaml(WORDS.read_text("utf-8"))
    return data


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Replace the index of the theme's plugin, and its worker."""
    config.extra["search_worker"] = WORKER
    _plugin(config).search_index = Index(language_of(config))
    return config


def on_post_build(config: MkDocsConfig) -> None:
    """Write the sections into the built site."""
    target = Path(config.site_dir) / FILE
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(_plugin(config).search_index.script())


def _plugin(config: MkDocsConfig) -> _Plugin:
    plugin: _Plugin = config.plugins[MATERIAL]  # type: ignore[assignment]
    return plugin
