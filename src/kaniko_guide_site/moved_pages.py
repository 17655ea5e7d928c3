"""Pages at addresses that the site once had, which lead to the new ones; MkDocs calls it as a hook.

`extra.moved_pages` has the old page and the new one, with an anchor if it needs one. The pages work without a script,
and have none of their own, which a strict Content-Security-Policy would forbid.
"""

from __future__ import annotations

import logging
import posixpath
from typing import TYPE_CHECKING

from mkdocs.structure.files import File

from kaniko_guide_site import templates
from kaniko_guide_site.editions import language_of

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

    from kaniko_guide.bilingual import Language

SCRIPT = "assets/redirect.js"
WORDS = {"zh": ("zh-Hans", "这一页已移动", "新地址"), "en": ("en", "This page has moved", "New address")}
"""The language of a page, its title, and the text of its link."""
LOG = logging.getLogger(f"mkdocs.hooks.{__name__}")


def page(old: str, new: str, language: Language) -> str:
    """The HTML of a page at an old address.

    Args:
        old: the directory of the page below the edition.
        new: the address it leads to, below the edition.
        language: of its words.
    """
    path, hash_sign, anchor = new.partition("#")
    target = f"{posixpath.relpath(path or '.', old)}/{hash_sign}{anchor}"
    script = posixpath.relpath(SCRIPT, old)
    code, title, link = WORDS[language]
    return templates.render("moved_page.html", target=target, script=script, language=code, title=title, link=link)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages; one whose new page does not exist is a warning, which fails a strict build."""
    for old, new in config.extra.get("moved_pages", {}).items():
        source, hash_sign, anchor = new.partition("#")
        target = files.get_file_from_path(source)
        if target is None:
            LOG.warning("mkdocs.yml: error: moved_pages: there is no page %s. Correct it. [link]", source)
            continue
        address = f"{target.url.removeprefix('./')}{hash_sign}{anchor}"
        html = page(old.removesuffix(".md"), address, language_of(config))
        path = f"{old.removesuffix('.md')}/index.html"
        files.append(File.generated(config, path, content=html))
    return files
