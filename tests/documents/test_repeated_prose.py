"""Each fact is on one page of a language: no passage of more than two sentences is written twice."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest

from kaniko_guide_site.markdown import Line, blocks
from tests.support import ROOT, expect_none, name

PAGES = [sorted(language.rglob("*.md")) for language in sorted((ROOT / "docs").iterdir())]
"""The pages of each language."""
LONGEST = 2
"""The number of sentences that two passages may have in common."""
END_OF_SENTENCE = re.compile(r"(?<=[。！？；：])|(?<=[.!?;:])\s")
NOT_WORDS = re.compile(r"\]\([^)]*\)|\{[^}]*\}|[^\w]+")
"""Link targets, attributes and everything that is no letter."""
STRUCTURE = re.compile(r"\s*(?:=== |<|::: )")
"""A line that is no prose: a tab, a tag, a directive."""
HAN = re.compile(r"[\u4e00-\u9fff]")
SHORT = 18
"""The length below which a sentence, such as a label, is not counted: a Chinese character counts as three letters."""


def sentences(page: str) -> list[tuple[int, str]]:
    """The sentences of a page outside its blocks, with their lines; only their letters."""
    lines = page.partition("\n---\n")[2] if page.startswith("---\n") else page
    skipped = page.count("\n") - lines.count("\n")
    found = []
    for line in (block for block in blocks(lines) if isinstance(block, Line) and not STRUCTURE.match(block.text)):
        for sentence in END_OF_SENTENCE.split(line.text):
            letters = NOT_WORDS.sub("", sentence)
            if len(letters) + 2 * len(HAN.findall(letters)) >= SHORT:
                found.append((line.number + skipped, letters))
    return found


def repeated(pages: dict[str, str]) -> list[str]:
    """The passages of more than `LONGEST` sentences that occur more than once, one line for each later place."""
    places: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    for path, text in pages.items():
        known = sentences(text)
        for start in range(len(known) - LONGEST):
            passage = known[start : start + LONGEST + 1]
            places[tuple(letters for _, letters in passage)].append((path, passage[0][0]))
    return [
        f"{path}:{line}:1: error: this passage is also at {':'.join(map(str, first))}; keep one and link to it"
        for first, *others in places.values()
        for path, line in others
    ]


def test_no_passage_is_written_twice() -> None:
    for pages in PAGES:
        expect_none(repeated({name(path): path.read_text("utf-8") for path in pages}))


@pytest.mark.parametrize(
    ("second", "found"),
    [
        ("第一句话在这里。第二句话在这里。第三句话在这里。\n", 1),
        ("**第一句话**在[这里](x.md)。第二句话在这里。第三句话在这里。\n", 1),
        ("第一句话在这里。第二句话在这里。这是别的一句话。第三句话在这里。\n", 0),
        ('=== "第一句话在这里"\n\n第二句话在这里。第三句话在这里。\n', 0),
        ("```text\n第一句话在这里。第二句话在这里。第三句话在这里。\n```\n", 0),
    ],
)
def test_a_repeated_passage_is_found(second: str, found: int) -> None:
    first = "---\ntitle: a\n---\n\n第一句话在这里。第二句话在这里。第三句话在这里。\n"
    assert len(repeated({"a.md": first, "b.md": second})) == found
