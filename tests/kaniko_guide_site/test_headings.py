"""The headings of pages: levels, titles and ids, apart from comments in front matter and in blocks."""

from __future__ import annotations

import pytest

from kaniko_guide import rules
from kaniko_guide_site.headings import Heading, headings, title
from kaniko_guide_site.markdown import Line
from tests.support import ROOT


@pytest.mark.parametrize(
    ("text", "words", "anchor"),
    [
        ("# A {#a}", "A", "a"),
        ("###### B  {.wide #b-c}", "B", "b-c"),
        ("## C", "C", None),
        ("## D {.wide}", "D", None),
        ("## `{env}` E {#e}", "`{env}` E", "e"),
    ],
)
def test_heading_is_read(text: str, words: str, anchor: str | None) -> None:
    line = Line(1, text)
    assert Heading.parse(line) == Heading(line, words, anchor)


@pytest.mark.parametrize("text", ["", "#", "## ", "#a", "####### A", " # A", "> # A"])
def test_other_line_is_no_heading(text: str) -> None:
    assert Heading.parse(Line(1, text)) is None


def test_comments_are_no_headings() -> None:
    page = "---\n# a comment\ntitle: A\n---\n\n# A {#a}\n\n```sh\n# a comment\n```\n\n## B {#b}\n"
    assert [(heading.id, heading.line.number) for heading in headings(page)] == [("a", 6), ("b", 12)]


def test_section_has_its_title() -> None:
    assert title("problems.md#problems", ROOT, "zh") == "常见问题"
    assert title("rules/unknown-flag.md", ROOT, "zh") == rules.load()["unknown-flag"].RULE.title.zh
    with pytest.raises(KeyError):
        title("problems.md#gone", ROOT, "zh")
