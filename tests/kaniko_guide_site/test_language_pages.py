from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any, cast

import pytest
from mkdocs.config import load_config

from kaniko_guide_site import editions, language_pages
from tests.html_page import Page as BuiltPage
from tests.site_build import mkdocs, small_site
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.pages import Page

    from kaniko_guide.bilingual import Language

SITE = "https://guide.example.org/docs/"
SITEMAP = """<urlset>
    <url>
         <loc>{edition}agent/</loc>
    </url>
</urlset>"""


def config(language: Language, site_url: str = SITE) -> MkDocsConfig:
    name = "mkdocs.yml" if language == "zh" else f"mkdocs.{language}.yml"
    return language_pages.on_config(load_config(str(ROOT / name), site_url=site_url))


@pytest.mark.parametrize("language", editions.LANGUAGES)
def test_the_sitemap_names_the_page_in_both_languages(language: Language) -> None:
    made = config(language)
    assert made.site_url == f"{SITE}{editions.PATH[language]}"
    text = language_pages.on_post_template(SITEMAP.format(edition=made.site_url), "sitemap.xml", made)
    assert (
        text
        == f"""<urlset xmlns:xhtml="http://www.w3.org/1999/xhtml">
    <url>
         <loc>{made.site_url}agent/</loc>
<xhtml:link rel="alternate" hreflang="zh" href="{SITE}agent/"/>
<xhtml:link rel="alternate" hreflang="en" href="{SITE}en/agent/"/>
    </url>
</urlset>"""
    )


def test_without_an_address_the_sitemap_stays_as_it_is() -> None:
    made = config("en", "")
    assert language_pages.on_post_template(SITEMAP, "sitemap.xml", made) == SITEMAP
    assert language_pages.on_post_template(SITEMAP, "404.html", config("en")) == SITEMAP


@pytest.mark.parametrize(
    ("language", "base_url", "url", "counterpart"),
    [
        ("zh", "..", "agent/", "../en/agent/"),
        ("zh", ".", "./", "./en/"),
        ("en", "..", "agent/", "../../agent/"),
        ("en", ".", "./", "./../"),
    ],
)
def test_a_page_knows_its_address_in_the_other_language(
    language: Language, base_url: str, url: str, counterpart: str
) -> None:
    class File:
        src_uri = "agent.md"

    class Stub:
        file = File
        url = ""

    Stub.url = url
    context: dict[str, Any] = {"base_url": base_url}
    language_pages.on_page_context(context, cast("Page", Stub), config(language))
    assert context["counterpart"] == counterpart
    assert context["other_language"] == editions.other(language)
    assert isinstance(context["is_older"], bool)


@pytest.mark.slow
def test_an_older_page_shows_what_was_changed_in_the_newer_one(tmp_path: Path) -> None:
    docs = tmp_path / editions.DOCS
    for language in editions.LANGUAGES:
        (docs / language).mkdir(parents=True)
        (docs / language / "index.md").write_text(f"# <{language}> {{#a}}\n", "utf-8")
    (docs / editions.IN_STEP).touch()
    (docs / editions.IN_STEP).write_text(editions.record(tmp_path), "utf-8")
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    subprocess.run(["git", "-C", tmp_path, "add", "--all"], check=True)
    (docs / "en" / "index.md").write_text("# <new> {#a}\n", "utf-8")
    hooks = [f"{ROOT}/src/kaniko_guide_site/language_pages.py"]
    config = small_site(tmp_path, "", docs_dir="docs/zh", hooks=hooks)
    result = mkdocs(config, tmp_path / "site")
    assert result.returncode == 0, result.stderr
    tree = BuiltPage(tmp_path / "site" / "index.html").tree
    assert [node.text() for node in tree.css(".note .admonition-title")] == ["英文页较新"]
    (shown,) = [node.text() for node in tree.css(".note pre")]
    assert shown.splitlines()[-2:] == ["-# <en> {#a}", "+# <new> {#a}"]
