"""The page of rules: every rule has its section."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide import rules
from tests.html_page import Page

if TYPE_CHECKING:
    from pathlib import Path


def test_every_rule_has_its_section(built_site: Path) -> None:
    assert set(rules.load()) <= set(Page(built_site / "rules" / "index.html").ids)
