"""The page of a rule, at the address that the command prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import rules
from kaniko_guide.report import guide, text
from kaniko_guide_site.directives import rule as rule_page
from tests.html_page import Page

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", rules.load())
def test_every_rule_has_its_page(name: str, built_site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guide, "site", lambda: "https://guide.example/")
    path = guide.rule_page(rules.load()[name].RULE).removeprefix(guide.site())
    page = Page(built_site / path / "index.html")
    assert page.headings[0] == ("h1", name)
    assert "../" in page.links
    assert len(page.blocks) > 1


def test_a_severity_has_one_name_on_the_page_and_in_the_output() -> None:
    for severity, name in rule_page.SEVERITIES.items():
        counted, _ = text.SEVERITIES[severity]
        assert counted.zh.endswith(name.zh)
        assert counted.en == f"{{n}} {name.en}"
