"""Both languages: pages of one structure, in step, and no words of the other language on a page.

`REFRESH_OUTPUTS=1 pytest tests/documents/test_languages.py` records that the pages of all pairs say the same.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide_site import editions
from tests.documents.page_structure import differences
from tests.html_page import Page
from tests.support import ROOT, expect_none, expect_output

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DOCS = ROOT / editions.DOCS
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
ALLOWED = {
    ".language-switch": "the name of the other language",
    ".printed li code": "what programs print in Chinese",
    "td:has(> small.facts__column)": "the glossary's column of Chinese terms",
}
"""Elements of English pages that may be in Chinese, and why; of the glossary's cells, only on that page."""
DIFFERENT = {
    ("other-languages.md", "links"): "the mirrors are public ones in China, and a company's Nexus in English",
    ("prerequisites.md", "links"): "the names of menus in Chinese have a source of their own",
}
"""What differs in structure, by page and kind, and why."""
ALLOWED_TEXTS = {
    "dockerfile-matrix/": {"文件": "the name of a file in a recorded case"},
    "rules/full-width-punctuation/": {"“…”": "what the rule is about", "：": "what the rule is about"},
    "rules/placeholder-left/": {"你的密钥": "a placeholder that the rule finds"},
}


def test_pages_have_the_same_structure() -> None:
    for page, pair in editions.pairs(ROOT).items():
        with check(page):
            assert pair.now.zh, f"docs/zh/{page} is missing"
            assert pair.now.en, f"docs/en/{page} is missing"
            english, chinese = ((DOCS / language / page).read_text("utf-8") for language in ("en", "zh"))
            found = dict(differences(page, english, chinese))
            expect_none([line for kind, line in found.items() if (page, kind) not in DIFFERENT])
            assert {kind for name, kind in DIFFERENT if name == page} <= found.keys()


PAGE = """---
title: T
---

# T {#t}

- [a](b.md#c)

| a | b |
|---|---|
| c | d |

```sh
--8<-- "x/run.sh"
```
"""


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("# T {#t}", "## T {#t}", "5:1: error: 1 against 1 headings, first difference at line 5 of docs/zh/a.md"),
        ("# T {#t}", "# T {#u}", "5:1: error: 1 against 1 headings, first difference at line 5 of docs/zh/a.md"),
        ("- [a]", "1. [a]", "7:1: error: 1 against 1 items, first difference at line 7 of docs/zh/a.md"),
        ("b.md#c", "b.md#d", "5:1: error: 1 against 1 links, first difference at line 5 of docs/zh/a.md"),
        ("| c | d |\n", "", "1:1: error: 2 against 3 rows, first difference at line 11 of docs/zh/a.md"),
        ("| c | d |", "| c |", "11:1: error: 3 against 3 rows, first difference at line 11 of docs/zh/a.md"),
        ("run.sh", "go.sh", "13:1: error: 1 against 1 blocks, first difference at line 13 of docs/zh/a.md"),
        (
            "```sh",
            "::: values\n\n```sh",
            "13:1: error: 1 against 0 directives, first difference at line 1 of docs/zh/a.md",
        ),
        ("- [a]", "!!! note\n\n- [a]", "7:1: error: 1 against 0 notes, first difference at line 1 of docs/zh/a.md"),
    ],
)
def test_a_difference_is_reported_with_both_lines(before: str, after: str, message: str) -> None:
    ((_, line),) = differences("a.md", PAGE.replace(before, after), PAGE)
    assert line.startswith(f"docs/en/a.md:{message}: found ")


def test_words_order_and_the_language_of_an_output_are_no_difference() -> None:
    chinese = '# 甲 {#t}\n\n先 [乙](x.md)，再 [丙](https://a.io/zh/p)。\n\n```text\n--8<-- "x/run.zh.txt"\n```\n'
    english = '# A {#t}\n\nFirst [B](https://a.io/p), then [C](x.md).\n\n```text\n--8<-- "x/run.en.txt"\n```\n'
    assert list(differences("a.md", english, chinese)) == []


def test_pages_changed_in_both_languages_are_recorded() -> None:
    """A page that was changed in one of them only is listed by `nox --session lint`, and marked for its reader."""
    changed = [one.page for one in editions.pairs(ROOT).values() if one.newer is None and one.now != one.recorded]
    if changed or os.environ.get("REFRESH_OUTPUTS"):
        expect_output(DOCS / editions.IN_STEP, editions.record(ROOT))


def chinese_texts(site: Path) -> Iterator[tuple[str, str]]:
    """The texts in Chinese of each page of the English edition, outside of the elements that may have them."""
    edition = site / editions.PATH["en"]
    for path in edition.rglob("*.html"):
        url = "" if path.parent == edition else f"{path.parent.relative_to(edition).as_posix()}/"
        text = path.read_text("utf-8")
        if not CHINESE.search(text):
            continue
        tree = Page(path).tree
        for selector in ALLOWED:
            if not selector.startswith("td") or url == "glossary/":
                for node in tree.css(selector):
                    node.decompose()
        rest = tree.html or ""
        for allowed in ALLOWED_TEXTS.get(url, {}):
            rest = rest.replace(allowed, "")
        yield from ((url, line.strip()) for line in rest.split("\n") if CHINESE.search(line))


def test_english_pages_have_no_chinese_words(built_site: Path) -> None:
    assert list(chinese_texts(built_site)) == []


def test_every_allowed_text_occurs(built_site: Path) -> None:
    edition = built_site / editions.PATH["en"]
    for url, texts in ALLOWED_TEXTS.items():
        page = (edition / url / "index.html").read_text("utf-8")
        assert [text for text in texts if text not in page] == []
