"""Old addresses lead to the new pages, in the language of the edition; a missing new page fails the build."""

from __future__ import annotations

import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from selectolax.lexbor import LexborHTMLParser

from kaniko_guide_site import moved_pages
from tests.html_page import attribute


@pytest.mark.parametrize(
    ("old", "new", "target"),
    [
        ("log", "watch-build/", "../watch-build/"),
        ("limits", "verification/#known-limitations", "../verification/#known-limitations"),
        ("errors/push", "errors/", "../"),
        ("errors/push", "registry/errors/#push", "../../registry/errors/#push"),
        ("start", "", "../"),
    ],
)
def test_page_leads_to_the_new_address(old: str, new: str, target: str) -> None:
    tree = LexborHTMLParser(moved_pages.page(old, new, "en"))
    (refresh,) = tree.css("meta[http-equiv=refresh]")
    (script,) = tree.css("script")
    assert attribute(refresh, "content") == f"0; url={target}"
    assert {attribute(one, "href") for one in tree.css("a, link[rel=canonical]")} == {target}
    assert attribute(script, "src") == f"{'../' * (old.count('/') + 1)}assets/redirect.js"
    assert script.text() == ""


def test_pages_are_added_in_the_language_of_the_edition(caplog: pytest.LogCaptureFixture) -> None:
    config = MkDocsConfig()
    config.load_dict(
        {
            "site_name": "a",
            "extra": {"moved_pages": {"old.md": "new.md#b", "older.md": "gone.md"}},
            "markdown_extensions": [{"kaniko_guide_site.extension": {"language": "zh"}}],
        }
    )
    errors, _ = config.validate()
    assert errors == []
    config.plugins.on_startup(command="build", dirty=False)
    files = moved_pages.on_files(Files([File.generated(config, "new.md", content="")]), config)
    (made,) = (one for one in files if one.src_uri.endswith(".html"))
    assert made.dest_uri == "old/index.html"
    assert '<html lang="zh-Hans">' in made.content_string
    assert 'href="../new/#b"' in made.content_string
    assert [record.getMessage() for record in caplog.records if record.levelname == "WARNING"] == [
        "mkdocs.yml: error: moved_pages: there is no page gone.md. Correct it. [link]"
    ]
