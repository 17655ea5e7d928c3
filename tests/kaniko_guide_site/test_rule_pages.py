"""The pages that exist only in a build: one for each rule, with its title."""

from __future__ import annotations

from typing import get_args

import pytest

from kaniko_guide import rules
from kaniko_guide.bilingual import Language
from kaniko_guide_site import rule_pages
from kaniko_guide_site.headings import headings
from kaniko_guide_site.markdown import front_matter
from tests.support import ROOT


@pytest.mark.parametrize("language", get_args(Language))
def test_each_rule_has_a_page_with_its_title(language: Language) -> None:
    pages = rule_pages.pages(language)
    assert set(pages) == {f"rules/{name}.md" for name in rules.load()}
    for path, text in pages.items():
        rule = rules.load()[path.removeprefix("rules/").removesuffix(".md")].RULE
        (heading,) = headings(text)
        assert (heading.title, heading.id) == (rule.title[language], rule.name)
        assert f"\n::: rule {rule.name}\n" in text
        assert "`" not in "".join(text.splitlines(keepends=True)[: front_matter(text)])


def test_no_written_page_is_in_their_place() -> None:
    assert not list(ROOT.glob("docs/*/rules/"))
