"""What leads from the pages to the repository, where the publisher names one: its address, *edit*, *something wrong?*.

MkDocs calls it as a hook; `theme/partials/` has the HTML.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from mkdocs.exceptions import PluginError

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site import editions
from kaniko_guide_site.editions import language_of
from kaniko_guide_site.publisher import Publisher, PublisherError

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

    from kaniko_guide.bilingual import Language

BRANCH = "main"
"""The branch that `.github/workflows/site.yml` publishes."""
TITLE = Bilingual("《{title}》：", "“{title}”: ")
BODY = Bilingual(
    "页面：{page}\n版本：{revision}\n\n哪里不对：\n", "Page: {page}\nVersion: {revision}\n\nWhat is wrong:\n"
)


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Set the address of the repository, from which MkDocs makes the one to edit a page.

    Raises:
        PluginError: a value of the publisher is invalid.
    """
    publisher = _publisher(config)
    if publisher.repository:
        root = Path(config.config_file_path).resolve().parent
        config.repo_url = f"https://github.com/{publisher.repository}/"
        config.repo_name = publisher.repository
        config.edit_uri = f"edit/{BRANCH}/{Path(config.docs_dir).relative_to(root).as_posix()}/"
        config.extra["revision"] = publisher.revision
    return config


def _publisher(config: MkDocsConfig) -> Publisher:
    options = config.mdx_configs["kaniko_guide_site.extension"]
    root = Path(options.get("root", ".")).resolve()
    try:
        return Publisher.of(root, editions.site_address(config.site_url, options["language"]), options)
    except PublisherError as error:
        raise PluginError(str(error)) from error


def on_page_context(context: MutableMapping[str, Any], page: Page, config: MkDocsConfig, **_: object) -> None:
    """Give the templates the address of a new issue about the page."""
    if config.repo_url:
        address = page.canonical_url or page.file.src_uri
        language = language_of(config)
        context["report_url"] = report_address(
            config.repo_url, str(page.title), address, config.extra["revision"], language
        )


def report_address(repository: str, title: str, page: str, revision: str, language: Language) -> str:
    """The address of a new issue about a page, with its title and text begun.

    Args:
        repository: its address.
        title: of the page.
        page: its address, or its file.
        revision: the commit that the site is built from.
        language: of the issue.
    """
    begun = {
        "title": TITLE.format(title=title)[language],
        "body": BODY.format(page=page, revision=revision)[language],
    }
    return f"{repository}issues/new?{urlencode(begun)}"
