"""Pages for programs that read text: each page as Markdown beside its HTML, and `llms.txt`, which lists them.

MkDocs calls it as a hook. Only a site with an address has them, because programs come by addresses; and not the one
that MkDocs serves while pages are written, which would be rebuilt more slowly.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import urljoin

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site import editions
from kaniko_guide_site.as_markdown import convert
from kaniko_guide_site.editions import language_of

if TYPE_CHECKING:
    from collections.abc import Iterator, MutableMapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.structure.pages import Page

    from kaniko_guide.bilingual import Language

LIST = "llms.txt"
"""The list of all pages, below the root of an edition."""
ENTRY = Bilingual("- [{title}]({address})：{description}", "- [{title}]({address}): {description}")
OTHER = Bilingual("同样的内容，英文：[{list}]({address})", "The same in Chinese: [{list}]({address})")
PAGES = Bilingual("页面", "Pages")


class Build:
    """The build that runs.

    Attributes:
        serves: whether MkDocs serves the site.
        nav: the pages of the navigation.
    """

    serves = False
    nav: Navigation | None = None


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:  # noqa: ARG001, FBT001 (the signature is that of MkDocs)
    """Remember what MkDocs does."""
    Build.serves = command == "serve"


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG001
    """Remember the pages in their order."""
    Build.nav = nav


def path(page: Page) -> str:
    """The path of a page's Markdown, below the root of its edition."""
    return page.file.dest_uri.removesuffix(".html") + ".md"


def on_page_context(context: MutableMapping[str, Any], page: Page, config: MkDocsConfig, **_: object) -> None:
    """Write the Markdown of a page, and give the templates its path."""
    if config.site_url and not Build.serves:
        context["markdown_path"] = path(page)
        target = Path(config.site_dir, path(page))
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(convert(page.content or "", page.canonical_url or ""), "utf-8")


def on_post_build(config: MkDocsConfig) -> None:
    """Write the list of all pages."""
    if config.site_url and not Build.serves and Build.nav is not None:
        language = language_of(config)
        Path(config.site_dir, LIST).write_text("\n".join(_list(config, Build.nav, language)) + "\n", "utf-8")


def _list(config: MkDocsConfig, nav: Navigation, language: Language) -> Iterator[str]:
    address = str(config.site_url)
    other = editions.other(language)
    of_other = f"{editions.site_address(address, language)}{editions.PATH[other]}{LIST}"
    yield f"# {config.site_name}"
    yield from ("", f"> {config.site_description}")
    yield from ("", OTHER.format(list=LIST, address=of_other)[language])
    section = None
    for page in nav.pages:
        title = page.parent.title if page.parent else PAGES[language]
        if title != section:
            yield from ("", f"## {title}", "")
            section = title
        about = {"title": page.title, "address": urljoin(address, path(page))}
        yield ENTRY.format(**about, description=page.meta.get("description", ""))[language]
