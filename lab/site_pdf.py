"""An edition of the built site as one PDF with an outline, by a browser: `python -m lab.site_pdf SITE DIRECTORY`.

The pages of the navigation follow each other in its order; links between them lead to pages of the PDF. Links to other
parts of the site are kept only if its address is known.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from mkdocs.config import load_config
from playwright.sync_api import sync_playwright
from selectolax.lexbor import LexborHTMLParser

from kaniko_guide_site import editions
from lab.cards import CONFIGURATIONS
from lab.paths import ROOT
from lab.tools import find

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborNode

    from kaniko_guide.bilingual import Language

DROPPED = "script, form, button, dialog, .headerlink, .block-tools, .diagnose, .diagnose-without, input, textarea"
"""Elements that paper has no use for."""
HERE = "http://site/"
"""Stands for the address of the edition while links are resolved."""
FOOTER = '<div style="font-size: 8px; width: 100%; text-align: center"><span class="pageNumber"></span></div>'
BOOK = """<!doctype html>
<html lang="{language}" class="js"><head><meta charset="utf-8"><title>{title}</title>
<link rel="stylesheet" href="{styles}"><style>article {{ break-before: page }} nav a {{ display: block }}</style></head>
<body dir="ltr" data-md-color-scheme="default" data-md-color-primary="custom" data-md-color-accent="custom">
<main class="md-typeset"><p style="font-size: 2em; font-weight: bold">{title}</p><nav>{contents}</nav>{pages}</main>
</body></html>"""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page of the navigation.

    Attributes:
        name: of the page, which begins its ids in the book.
        url: below the root of the edition.
    """

    name: str
    url: str


def chapters(nav: Sequence[Any]) -> Iterator[Chapter]:
    """The pages of a navigation as MkDocs' settings have it, in order."""
    for item in nav:
        values = item.values() if isinstance(item, dict) else [item]
        for value in values:
            if isinstance(value, str):
                name = value.removesuffix(".md")
                yield Chapter(name, "" if name == "index" else f"{name}/")
            else:
                yield from chapters(value)


def chapter(html: str, own: Chapter, known: dict[str, str], address: str) -> tuple[str, str]:
    """The title of a page, and its content for the book.

    Args:
        html: the built page.
        own: which one it is.
        known: the names of all chapters, by URL.
        address: of the edition; empty if it is not known.
    """
    article = LexborHTMLParser(html).css_first("article")
    if article is None:
        message = f"{own.name} has no article"
        raise ValueError(message)
    for node in article.css(DROPPED):
        node.decompose()
    for node in article.css("[id]"):
        node.attrs["id"] = f"{own.name}--{node.id}"
    for folded in article.css("details:not(.evidence, .proof)"):
        folded.attrs["open"] = ""
    for link in article.css("a[href]"):
        _lead(link, own, known, address)
    article.attrs["id"] = own.name
    heading = article.css_first("h1")
    return (heading.text().strip() if heading is not None else own.name), article.html or ""


def _lead(link: LexborNode, own: Chapter, known: dict[str, str], address: str) -> None:
    """Let a link lead into the book, or to the published site."""
    target = urljoin(f"{HERE}{own.url}", link.attributes["href"] or "")
    if not target.startswith(HERE):
        return
    parts = urlsplit(target)
    url = parts.path.removeprefix("/")
    if url in known:
        link.attrs["href"] = f"#{known[url]}--{parts.fragment}" if parts.fragment else f"#{known[url]}"
    elif address:
        link.attrs["href"] = f"{address}{target.removeprefix(HERE)}"
    else:
        del link.attrs["href"]


def book(site: Path, language: Language, address: str) -> str:
    """The edition as one page.

    Args:
        site: the built site.
        language: of the edition.
        address: of the whole site; empty if it is not known.
    """
    edition = site / editions.PATH[language]
    config = load_config(str(ROOT / CONFIGURATIONS[language]))
    found = list(chapters(config.nav or []))
    known = {one.url: one.name for one in found}
    of_edition = f"{address.rstrip('/')}/{editions.PATH[language]}" if address else ""
    pages = [
        (one, *chapter((edition / one.url / "index.html").read_text("utf-8"), one, known, of_edition)) for one in found
    ]
    home = LexborHTMLParser((edition / "index.html").read_text("utf-8"))
    styles = home.css_first("link[rel=stylesheet]")
    path = str(styles.attributes["href"]) if styles is not None else ""
    return BOOK.format(
        language=language,
        title=config.site_name,
        styles=(edition / path).resolve().as_uri(),
        contents="".join(f'<a href="#{one.name}">{title}</a>' for one, title, _ in pages),
        pages="".join(html for _, _, html in pages),
    )


def main() -> int:
    """Write both editions as PDF."""
    site, target = (Path(word).resolve() for word in sys.argv[1:])
    missing = [path for one in editions.LANGUAGES if not (path := site / editions.PATH[one] / "index.html").is_file()]
    if missing:
        sys.stderr.write(f"{missing[0]} is missing. Build the site first: nox --session site -- build\n")
        return 1
    target.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as directory:
        browser = playwright.chromium.launch(executable_path=find("chromium"), args=["--no-sandbox"])
        for language in editions.LANGUAGES:
            source, made = Path(directory, "book.html"), target / f"kaniko-guide.{language}.pdf"
            source.write_text(book(site, language, os.environ.get("SITE_URL", "")), "utf-8")
            page = browser.new_page()
            page.goto(source.as_uri())
            page.pdf(
                path=made,
                format="A4",
                margin={"top": "16mm", "bottom": "16mm", "left": "14mm", "right": "14mm"},
                display_header_footer=True,
                header_template="<span></span>",
                footer_template=FOOTER,
                outline=True,
                tagged=True,
            )
            page.close()
            sys.stdout.write(f"{made}: {made.stat().st_size / 1e6:.1f} MB\n")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
