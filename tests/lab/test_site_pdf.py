"""The book that the PDF of the site is printed from: its order, and where links lead."""

from __future__ import annotations

import pytest

from lab.site_pdf import Chapter, chapter, chapters

NAV = [{"Home": "index.md"}, {"Start": ["a.md", {"More": ["b.md"]}]}]
KNOWN = {"": "index", "a/": "a", "b/": "b"}


def test_chapters_have_the_order_of_the_navigation() -> None:
    assert list(chapters(NAV)) == [Chapter("index", ""), Chapter("a", "a/"), Chapter("b", "b/")]


@pytest.mark.parametrize(
    ("link", "address", "expected"),
    [
        ("#x", "", "#a--x"),
        ("../b/", "", "#b"),
        ("../b/#y", "https://a.example/en/", "#b--y"),
        ("..", "", "#index"),
        ("../rules/r/#z", "", None),
        ("../rules/r/#z", "https://a.example/en/", "https://a.example/en/rules/r/#z"),
        ("https://b.example/", "", "https://b.example/"),
    ],
)
def test_a_link_leads_into_the_book_or_to_the_site(link: str, address: str, expected: str | None) -> None:
    html = (
        f'<article><h1 id="t">T<a class="headerlink" href="#t">¶</a></h1><a href="{link}">l</a><form>f</form></article>'
    )
    title, text = chapter(html, Chapter("a", "a/"), KNOWN, address)
    shown = "<a>" if expected is None else f'<a href="{expected}">'
    assert (title, text) == ("T", f'<article id="a"><h1 id="a--t">T</h1>{shown}l</a></article>')


def test_what_a_reader_would_unfold_is_open_and_evidence_is_not() -> None:
    html = '<article><details class="note"><p>a</p></details><details class="evidence"><p>b</p></details></article>'
    _, text = chapter(html, Chapter("a", "a/"), KNOWN, "")
    assert '<details class="note" open="">' in text
    assert '<details class="evidence">' in text
