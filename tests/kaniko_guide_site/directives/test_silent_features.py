"""The list of what makes a wrong image silently: it leads to the page of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide.facts import executors
from kaniko_guide_site.directives import silent_features as silent
from kaniko_guide_site.extension import expand
from kaniko_guide_site.facts import silent_features
from kaniko_guide_site.matrix.rows import kind_of
from tests.html_page import Page, attribute
from tests.kaniko_guide_site.directives.table_cells import cells
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

TOPICS = silent_features.by_id()


def test_the_page_links_each_under_its_former_anchor(built_site: Path) -> None:
    page = Page(built_site / "dockerfile-support" / "index.html")
    for topic in TOPICS:
        (link,) = page.tree.css(f"#{topic}")
        assert attribute(link, "class") == "moved"
        assert attribute(link, "href") == f"{topic}/"


@pytest.mark.parametrize("language", get_args(Language))
def test_a_row_says_in_which_release_the_image_is_wrong(language: Language) -> None:
    rows = cells(expand("::: silent-features", ROOT, language).splitlines())
    assert len(rows) == len(TOPICS)
    for topic, row in zip(TOPICS.values(), rows, strict=True):
        for build, cell in zip(executors.releases(), row[1:], strict=False):
            kinds = {kind_of(known.verdicts[build]) for known in silent.recorded_rows(ROOT, topic)}
            wrong = silent.WRONG_IMAGE[language] in cell or silent.SOME_WRONG[language] in cell
            assert wrong == (not kinds.isdisjoint(silent.WRONG)), (topic.id, build)
        assert any(words[language] in "".join(row) for words in (silent.WRONG_IMAGE, silent.SOME_WRONG))
