"""The page of what makes a wrong image silently: each topic once, with both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide_site.directives import silent_features as silent
from kaniko_guide_site.extension import expand
from kaniko_guide_site.facts import silent_features
from kaniko_guide_site.snippets.snippet import SILENT
from tests.html_page import Page
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path


TOPICS = silent_features.by_id()
PAIRS = {key: topic for key, topic in TOPICS.items() if topic.features}


def test_the_page_has_a_heading_for_each_and_shows_both_sides(built_site: Path) -> None:
    page = built_site / "silent-features" / "index.html"
    headings = [anchor for tag, anchor in Page(page).headings if tag == "h2"]
    assert headings[: len(TOPICS)] == list(TOPICS)
    text = page.read_text("utf-8")
    for key in PAIRS:
        for side in ("bad", "good"):
            assert f'data-snippet="{SILENT}/{key}/{side}/Dockerfile"' in text


@pytest.mark.parametrize("language", get_args(Language))
def test_the_page_counts_what_it_lists(language: Language) -> None:
    lines = expand("::: silent-features", ROOT, language).splitlines()
    counts = [int(word) for word in next(line for line in lines if line).replace("：", " ").split() if word.isdecimal()]
    wrong = [
        [topic.id for topic in TOPICS.values() if f"](#{topic.id}) |" in line and silent.WRONG_IMAGE[language] in cell]
        for line in lines
        for cell in line.split("|")
        if line.startswith("| [")
    ]
    assert counts[0] == len(TOPICS) == sum(line.startswith("## ") for line in lines) - 1
    assert sum(counts[1:]) == sum(map(len, wrong))
