"""The pages that exist only in a build: for each rule, each silent feature and each stage of errors."""

from __future__ import annotations

from typing import get_args

import pytest

from kaniko_guide import rules
from kaniko_guide.bilingual import Language
from kaniko_guide.facts import signatures
from kaniko_guide_site import generated_pages
from kaniko_guide_site.directives import error_stage
from kaniko_guide_site.facts import silent_features
from kaniko_guide_site.headings import headings
from kaniko_guide_site.markdown import front_matter
from tests.support import ROOT


@pytest.mark.parametrize("language", get_args(Language))
def test_each_has_a_page_with_its_title(language: Language) -> None:
    titles = {f"rules/{name}.md": module.RULE.title for name, module in rules.load().items()}
    titles |= {f"dockerfile-support/{name}.md": topic.title for name, topic in silent_features.by_id().items()}
    stages = {stage.id: stage.title for stage in signatures.stages()}
    for stage in error_stage.arguments():
        titles[f"errors/{stage}.md"] = generated_pages.ERRORS.format(stage=stages[stage])
    pages = generated_pages.pages(language)
    assert set(pages) == set(titles)
    for path, text in pages.items():
        name = path.rpartition("/")[2].removesuffix(".md")
        (heading,) = headings(text)
        assert (heading.title, heading.id) == (titles[path][language], name)
        assert text.endswith(f" {name}\n")
        assert "`" not in "".join(text.splitlines(keepends=True)[: front_matter(text)])


@pytest.mark.parametrize("directory", ["rules", "dockerfile-support", "errors"])
def test_no_written_page_is_in_their_place(directory: str) -> None:
    assert not list(ROOT.glob(f"docs/*/{directory}/"))
