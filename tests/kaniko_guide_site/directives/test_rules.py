"""The list of rules: it leads to the page of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import rules
from tests.html_page import Page, attribute

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def index(built_site: Path) -> Page:
    return Page(built_site / "rules" / "index.html")


@pytest.mark.parametrize("name", rules.load())
def test_every_rule_has_its_line(name: str, index: Page) -> None:
    (link,) = index.tree.css(f"#{name}")
    assert attribute(link, "class") == "moved"
    assert attribute(link, "href") == f"{name}/"


def test_the_list_loads_the_script_that_leads_to_the_pages(index: Page) -> None:
    assert "../assets/moved.js" in index.resources
