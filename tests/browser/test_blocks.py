"""Blocks of code used by a person: what is copied, downloaded, folded, wrapped and linked to is what was checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support import ROOT, SNIPPETS

from browser.test_pages import PAGES, address, name
from kaniko_guide.site.extension import expand
from kaniko_guide.site.markdown import Fence, blocks
from kaniko_guide.site.snippet import Reference, shown
from kaniko_guide.site.tools import keeps_last_break

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

    from browser.conftest import Open

pytestmark = pytest.mark.browser

COPY = """async ([first, end]) => {
    const texts = [];
    const buttons = document.querySelectorAll(".md-code__button[data-md-type=copy]");
    for (const button of Array.from(buttons).slice(first, end)) {
        await navigator.clipboard.writeText("");
        button.click();
        texts.push(await navigator.clipboard.readText());
    }
    return texts;
}"""
AT_ONCE = 25
"""Blocks to copy by one call: the browser takes each for one act of a person, which counts for five seconds."""
SELECT = """() => Array.from(document.querySelectorAll(".highlight code"), code => {
    code.closest("details")?.setAttribute("open", "");
    getSelection().selectAllChildren(code);
    return getSelection().toString().replace(/\\n$/, "");
})"""
PIPELINE = "quick-start/Jenkinsfile"
MARKED = "Array.from(CSS.highlights.get('block-lines') ?? [], String)"


def copied_from(page: Path) -> list[str]:
    """What the copy button of every block of a page must give, in order."""
    texts = []
    for block in blocks(expand(page.read_text("utf-8"), ROOT, "zh")):
        if isinstance(block, Fence):
            reference = Reference.parse(block.body[0].text) if block.body else None
            if reference is None:
                texts.append("\n".join(line.text.strip() for line in block.body))
            else:
                texts.append(shown(SNIPPETS, reference) + ("\n" if keeps_last_break(reference) else ""))
    return texts


def block_of(page: Page, reference: str) -> Locator:
    return page.locator(f'.block[data-snippet="{reference}"]')


def height(block: Locator) -> float:
    box = block.locator("code").bounding_box()
    assert box is not None
    return box["height"]


@pytest.mark.parametrize("source", PAGES, ids=name)
def test_every_block_is_copied_as_it_was_checked(source: Path, open_page: Open) -> None:
    page = open_page(address(source))
    expected = copied_from(source)
    page.wait_for_function("count => document.querySelectorAll('.md-code__button').length === count", arg=len(expected))
    copied = [text for at in range(0, len(expected), AT_ONCE) for text in page.evaluate(COPY, [at, at + AT_ONCE])]
    assert len(copied) == len(expected)
    wrong = [at for at, (is_, must) in enumerate(zip(copied, expected, strict=True)) if is_ != must]
    assert not wrong, f"{len(wrong)} of {len(expected)} blocks differ: {[(copied[at], expected[at]) for at in wrong]}"


def test_a_block_folded_wrapped_and_marked_is_copied_all_the_same(open_page: Open) -> None:
    page = open_page(f"quick-start/?h=kaniko#{PIPELINE}:L3-9", width=390)
    page.locator(".block mark").first.wait_for(state="attached")
    block = block_of(page, PIPELINE)
    block.locator("[data-tool=wrap]").click()
    block.locator(".block-fold").click()
    block.locator(".md-code__button").click()
    assert page.evaluate("navigator.clipboard.readText()") == shown(SNIPPETS, Reference(PIPELINE)) + "\n"
