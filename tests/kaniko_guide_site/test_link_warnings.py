"""Warnings of MkDocs get file, line and column; `test_built_site.py` has those of a real build."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site.link_warnings import link_locations, with_locations

if TYPE_CHECKING:
    from pathlib import Path

PAGE = '# A\n\n[b](b.md#c), [b](b.md#cd)\n\n| [b](b.md#c "B") |\n'


@pytest.mark.parametrize(
    ("link", "expected"), [("b.md#c", ["3:5", "5:7"]), ("b.md#cd", ["3:18"]), ("generated.md", ["1:1"]), ("b", ["1:1"])]
)
def test_places_of_a_link(link: str, expected: list[str]) -> None:
    assert link_locations(PAGE, link) == expected


def test_a_warning_about_a_link_is_a_line_for_each_place(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(PAGE, "utf-8")
    message = "Doc file 'a.md' contains a link 'b.md#c', but the doc 'b.md' does not contain an anchor '#c'."
    problem = "link 'b.md#c': the doc 'b.md' does not contain an anchor '#c'."
    assert list(with_locations(message, tmp_path, "docs")) == [
        f"docs/a.md:{location}: error: {problem} Correct the link, or add what it points to. [link]"
        for location in ("3:5", "5:7")
    ]


def test_each_page_without_navigation_is_a_line(tmp_path: Path) -> None:
    message = (
        'The following pages exist in the docs directory, but are not included in the "nav" configuration:\n'
        "  - a.md\n  - b/c.md"
    )
    assert list(with_locations(message, tmp_path, "docs")) == [
        f"docs/{page}:1:1: error: no entry in the navigation. Add the page to nav in mkdocs.yml. [nav]"
        for page in ("a.md", "b/c.md")
    ]


def test_another_message_is_left_as_it_is(tmp_path: Path) -> None:
    assert list(with_locations("Building page 'a.md'\nnow", tmp_path, "docs")) == ["Building page 'a.md'\nnow"]
