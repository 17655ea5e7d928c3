"""The English pages: plain punctuation, and no words that the style guide excludes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide_site.markdown import Line, blocks, front_matter
from tests.support import ROOT, expect_none, name

if TYPE_CHECKING:
    from collections.abc import Iterator

CODE = re.compile(r"`+[^`]+`+|\]\([^)]*\)|\{[^}]*\}|<[^>]*>")
"""What is no prose: code, the targets of links, attributes, elements."""
PATTERNS = {
    "curly-quote": (re.compile("[\u2018\u2019\u201c\u201d]"), "write ASCII quotes"),
    "full-width": (re.compile("[\u3000-\u303f\uff00-\uffef]"), "write ASCII punctuation"),
    "dash": (re.compile("(?<!\\|) [\u2013\u2014] (?!\\|)"), "use a comma, a colon or a new sentence"),
    "exclamation": (re.compile(r"(?<=[a-z])!(?=\s|$)"), "end the sentence with a full stop"),
    "filler": (re.compile(r"\b(?:simply|easily|obviously|of course)\b", re.IGNORECASE), "leave the word out"),
}


def problems(page: str, text: str) -> Iterator[str]:
    """What the prose of a page should not have, one message each.

    Args:
        page: its path.
        text: its Markdown.
    """
    body = front_matter(text)
    for block in blocks(text):
        if not isinstance(block, Line) or block.number <= body:
            continue
        prose = CODE.sub(lambda found: "x" * len(found[0]), block.text)
        for kind, (pattern, fix) in PATTERNS.items():
            for found in pattern.finditer(prose):
                yield f"{page}:{block.number}:{found.start() + 1}: error: found {found[0]!r}, {fix}. [{kind}]"


def test_english_pages_have_plain_prose() -> None:
    for page in sorted((ROOT / "docs" / "en").rglob("*.md")):
        with check(page.name):
            expect_none(list(problems(name(page), page.read_text("utf-8"))))


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("It\u2019s here.", "found '\u2019', write ASCII quotes. [curly-quote]"),
        ("Build\uff0cpush.", "found '\uff0c', write ASCII punctuation. [full-width]"),
        ("A build \u2013 and a push.", "found ' \u2013 ', use a comma, a colon or a new sentence. [dash]"),
        ("It works!", "found '!', end the sentence with a full stop. [exclamation]"),
        ("Simply run it.", "found 'Simply', leave the word out. [filler]"),
    ],
)
def test_a_problem_is_reported_with_its_fix(line: str, found: str) -> None:
    (problem,) = problems("a.md", f"# A\n\n{line}\n")
    assert problem.startswith("a.md:3:")
    assert problem.endswith(found)


@pytest.mark.parametrize("line", ["`a \u2013 b`", "[a](b!)", "| a | \u2013 |", "b1\u2013b5"])
def test_code_and_ranges_are_left(line: str) -> None:
    assert list(problems("a.md", f"# A\n\n{line}\n")) == []
