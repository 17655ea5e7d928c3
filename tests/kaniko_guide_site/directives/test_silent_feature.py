"""The page of a feature that silently produces a wrong image: what is wrong, and both sides of its example pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_check import check

from kaniko_guide_site.facts import silent_features
from kaniko_guide_site.snippets.snippet import SILENT
from tests.html_page import Page

if TYPE_CHECKING:
    from pathlib import Path

TOPICS = silent_features.by_id()


def test_each_has_its_page(built_site: Path) -> None:
    for name in TOPICS:
        with check(f"{name}"):
            path = built_site / "dockerfile-support" / name / "index.html"
            page = Page(path)
            assert page.headings[0] == ("h1", name)
            assert "../" in page.links
            if TOPICS[name].features:
                text = path.read_text("utf-8")
                for side in ("bad", "good"):
                    assert f'data-snippet="{SILENT}/{name}/{side}/Dockerfile"' in text
