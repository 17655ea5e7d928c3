"""The page of rules: every rule has its section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import rules
from kaniko_guide.report import text
from kaniko_guide_site.directives import rules as rules_page
from kaniko_guide_site.facts import glossary
from tests.html_page import Page

if TYPE_CHECKING:
    from pathlib import Path


def test_every_rule_has_its_section(built_site: Path) -> None:
    assert set(rules.load()) <= set(Page(built_site / "rules" / "index.html").ids)


def test_a_severity_has_one_name_in_the_glossary_on_the_page_and_in_the_output() -> None:
    terms = {term.name for group in glossary.groups() for term in group.terms}
    for severity, name in rules_page.SEVERITIES.items():
        counted, _ = text.SEVERITIES[severity]
        assert name in terms
        assert counted.zh.endswith(name.zh)
        assert counted.en == f"{{n}} {name.en}"
