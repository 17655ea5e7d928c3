"""The list of rules: it leads to the page of each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide import rules
from tests.html_page import Page, attribute

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def index(built_site: Path) -> Page:
    return Page(built_site / "rules" / "index.html")


def test_every_rule_has_its_line(index: Page) -> None:
    for name in rules.load():
        with check(f"{name}"):
            (link,) = index.tree.css(f"#{name}")
            assert attribute(link, "class") == "moved"
            assert attribute(link, "href") == f"{name}/"


def test_every_rule_can_be_filtered(index: Page) -> None:
    assert len(index.tree.css(".filterable tbody tr")) == len(rules.load())
    (count,) = index.tree.css("form.table-filter output")
    assert count.text() == f"{len(rules.load())} 项，共 {len(rules.load())} 项"


def test_rules_with_a_fix_are_marked(index: Page) -> None:
    rows = {link.text(): row.text().rstrip() for row in index.tree.css("tbody tr") for link in row.css("a")}
    for name, module in rules.load().items():
        assert rows[name].endswith("[*]") == module.RULE.has_fix
