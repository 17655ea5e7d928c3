"""Reading pages: fenced blocks and the lines outside of them, front matter, and text that is no markup."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from kaniko_guide_site.markdown import Fence, Line, blocks, code, front_matter, literal

PIECES = '`~ \n#{}ab:"-8<é中\t\r\x0b\u2028'
"""Characters that mean something in a page, or look as if they did."""


@given(st.text(alphabet=st.sampled_from(PIECES)))
def test_any_page_is_read_to_its_end(page: str) -> None:
    lines = [
        number
        for block in blocks(page)
        for number in (
            [block.opening.number, *(line.number for line in block.body), *([0] * block.closed)]
            if isinstance(block, Fence)
            else [block.number]
        )
    ]
    assert len(lines) == len(page.split("\n"))


def test_fences_are_separated_from_the_lines_around_them() -> None:
    page = "a\n  ~~~ { .Yaml title='x' }\n  ```\n  ~~~\n```` sh\n```\n````\n``` a`b\n"
    assert list(blocks(page)) == [
        Line(1, "a"),
        Fence(Line(2, "  ~~~ { .Yaml title='x' }"), "yaml", (Line(3, "  ```"),), closed=True),
        Fence(Line(5, "```` sh"), "sh", (Line(6, "```"),), closed=True),
        Line(8, "``` a`b"),
        Line(9, ""),
    ]


def test_fence_without_an_end_holds_the_rest() -> None:
    assert list(blocks("```\na")) == [Fence(Line(1, "```"), "", (Line(2, "a"),), closed=False)]


@pytest.mark.parametrize(("text", "column"), [("a", 1), ("  a", 3), ("\ta", 2)])
def test_line_begins_at_its_column(text: str, column: int) -> None:
    assert Line(1, text).column == column


@pytest.mark.parametrize(
    ("text", "lines"), [("---\ntitle: A\n---\n# A\n", 3), ("# A\n---\n---\n", 0), ("---\ntitle: A\n", 0)]
)
def test_front_matter_is_counted(text: str, lines: int) -> None:
    assert front_matter(text) == lines


def test_literal_text_keeps_code_and_no_other_markup() -> None:
    assert literal("<b> *a*_b_ [c] #d `*e*`") == r"\<b\> \*a\*\_b\_ \[c\] \#d `*e*`"


def test_code_may_have_backticks() -> None:
    assert code("a b") == "`a b`"
    assert code("a `b`") == "`` a `b` ``"


def test_code_that_begins_a_declaration_does_not_hide_the_rest_of_a_page() -> None:
    html = "<p>a</p> b\n\n"
    for text in ("<!DOCTYPE", "<?xml"):
        for written in (code(text), literal(f"`{text}`")):
            made = Markdown(extensions=["md_in_html"]).convert(f"{html}- {written} c\n\n<div>d</div>\n\n- e\n")
            assert f"<code>{escape(text)}</code> c</li>" in made
            assert "<li>e</li>" in made
    assert literal("a `b") == "a `b"
