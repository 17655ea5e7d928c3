"""What connects the two editions of the site: the language switch, the sitemap, the note on an older page.

MkDocs calls it as a hook; `theme/` has the HTML.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from kaniko_guide_site import editions
from kaniko_guide_site.editions import language_of

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

SITEMAP = "sitemap.xml"
NAMESPACE = ' xmlns:xhtml="http://www.w3.org/1999/xhtml"'
ALTERNATE = '<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>'


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Add the path of the edition to the address of the site."""
    if config.site_url:
        config.site_url = f"{config.site_url.rstrip('/')}/{editions.PATH[language_of(config)]}"
    return config


def on_page_context(context: MutableMapping[str, Any], page: Page, config: MkDocsConfig, **_: object) -> None:
    """Give the templates the address of the page in the other language, and what is newer there."""
    other = editions.other(language_of(config))
    root = Path(config.config_file_path).resolve().parent
    pair = editions.pair(root, page.file.src_uri)
    context["is_older"] = pair.newer == other
    context["difference"] = editions.difference(root, pair) if pair.newer == other else []
    _connect(context, page.url, config)


def on_template_context(context: MutableMapping[str, Any], config: MkDocsConfig, **_: object) -> None:
    """Connect a page that is no page of the guide, such as 404, with the home page of the other language."""
    _connect(context, "", config)


def _connect(context: MutableMapping[str, Any], url: str, config: MkDocsConfig) -> None:
    """Set the address of the other page, and let both editions share what the theme stores in the browser."""
    language = language_of(config)
    other = editions.other(language)
    root = f"{context['base_url'].rstrip('/')}/{editions.to_root(language)}"
    context["counterpart"] = f"{root}{editions.PATH[other]}{url.removeprefix('./')}"
    context["other_language"], context["other_name"] = other, editions.NAME[other]
    config.extra["scope"] = root


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    """Add to each page of the sitemap its address in both languages; in the page, the theme would fetch more for it."""
    if template_name != SITEMAP or not config.site_url:
        return output
    lines = []
    for line in output.split("\n"):
        address = line.strip().removeprefix("<loc>").removesuffix("</loc>")
        lines.append(line.replace("<urlset", f"<urlset{NAMESPACE}"))
        if address != line.strip():
            root = editions.site_address(config.site_url, language_of(config))
            below = address.removeprefix(config.site_url)
            lines += [
                ALTERNATE.format(language=one, address=f"{root}{editions.PATH[one]}{below}")
                for one in editions.LANGUAGES
            ]
    return "\n".join(lines)
