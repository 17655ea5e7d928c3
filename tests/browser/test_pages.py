"""Every page in a real browser: accessibility, width, and the text of each block, shown, selected and copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site.blocks.toolbar import LONG, keeps_last_break
from kaniko_guide_site.extension import expand
from kaniko_guide_site.markdown import Fence, blocks
from kaniko_guide_site.parameters.occurrences import in_reference
from kaniko_guide_site.snippets.reference import Reference, selected_text
from tests.browser.accessibility import check_both_schemes
from tests.browser.reader_values import PARAMETERS, VALUES, store_values
from tests.kaniko_guide_site.test_built_site import expected_blocks, page_texts
from tests.support import ROOT, SNIPPETS

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

GENERATED = ("dockerfile-support/run-heredoc.md", "rules/glued-flag.md", "rules/kubectl-run-without-command.md")
"""A few of many generated pages, which differ in their files only."""
PAGES = {page: text for page, text in page_texts().items() if page in GENERATED or "/" not in page}
COPY = """async numbers => {
    const texts = [];
    const buttons = document.querySelectorAll(".md-code__button[data-md-type=copy]");
    for (const number of numbers) {
        await navigator.clipboard.writeText("");
        buttons[number].click();
        texts.push(await navigator.clipboard.readText());
    }
    return texts;
}"""
LINES = "#examples/glued-flag/good/Jenkinsfile:L1-2"
AT_ONCE = 10
"""Blocks to copy by one call: the browser takes each for one act of a person, which counts for five seconds."""
OPEN_EVIDENCE = "[...document.querySelectorAll('details.evidence')].slice(0, 5).forEach(line => { line.open = true; })"
"""Open the first lines, which have what all have: a page may have more than a hundred."""
SELECT = """() => Array.from(document.querySelectorAll(".highlight code"), code => {
    code.closest("details")?.setAttribute("open", "");
    const tab = code.closest(".tabbed-block");
    if (tab) {
        const at = [...tab.parentElement.children].indexOf(tab);
        tab.closest(".tabbed-set").querySelectorAll("input")[at].checked = true;
    }
    getSelection().selectAllChildren(code);
    return getSelection().toString().replace(/\\n$/, "");
})"""


def address(page: str) -> str:
    name = page.removesuffix(".md")
    return "" if name == "index" else f"{name}/"


def copied_from(page: str, values: dict[str, str]) -> list[str]:
    """The text that the copy button of each block must give, in order, to a reader with values of their own."""
    texts = []
    for block in blocks(expand(page, ROOT, "zh")):
        if isinstance(block, Fence):
            reference = Reference.parse(block.body[0].text) if block.body else None
            if reference is None:
                texts.append("\n".join(line.text.strip() for line in block.body))
            else:
                occurrences = in_reference(SNIPPETS, reference, PARAMETERS)
                text = PARAMETERS.fill(selected_text(SNIPPETS, reference), occurrences, values)
                texts.append(text + ("\n" if keeps_last_break(reference) else ""))
    return texts


def wait_for_scripts(page: Page, block_count: int) -> None:
    """Wait until the theme has given each block its copy button."""
    page.wait_for_function("count => document.querySelectorAll('.md-code__button').length === count", arg=block_count)


def check_copies(page: Page, expected: dict[int, str]) -> None:
    """Copy blocks with their buttons, and compare the clipboard with the expected texts, by number of the block."""
    numbers = list(expected)
    parts = (numbers[at : at + AT_ONCE] for at in range(0, len(numbers), AT_ONCE))
    copied = [text for part in parts for text in page.evaluate(COPY, part)]
    pairs = list(zip(copied, expected.values(), strict=True))
    wrong = [(is_, must) for is_, must in pairs if is_ != must]
    assert not wrong, f"{len(wrong)} of {len(pairs)} blocks differ: {wrong}"


@pytest.mark.parametrize("name", PAGES)
def test_page(name: str, open_page: Open, subtests: pytest.Subtests) -> None:
    """Check a page, loaded three times: in a wide window, with some evidence open in that of a phone, with values."""
    texts = expected_blocks(PAGES[name])
    plain, filled = (dict(enumerate(copied_from(PAGES[name], values))) for values in ({}, VALUES))
    page = open_page(address(name))
    wait_for_scripts(page, len(texts))
    check_both_schemes(page, subtests, fits=False)
    with subtests.test("each block of many lines can be folded, and no other"):
        assert page.locator(".block-fold").count() == sum(text.count("\n") >= LONG for text in texts)
    with subtests.test("the copy buttons give the text of the blocks"):
        check_copies(page, plain)
    with subtests.test("selecting a block with the mouse selects its text"):
        assert page.evaluate(SELECT) == texts

    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(address(name))
    wait_for_scripts(page, len(texts))
    page.evaluate(OPEN_EVIDENCE)
    check_both_schemes(page, subtests)

    page.set_viewport_size({"width": 1280, "height": 844})
    store_values(page, VALUES)
    page.goto(address(name))
    wait_for_scripts(page, len(texts))
    with subtests.test("the copy buttons of blocks with values give the reader's own"):
        check_copies(page, {number: text for number, text in filled.items() if text != plain[number]})
    with subtests.test("all blocks show the reader's values"):
        assert page.evaluate(SELECT) == [text.removesuffix("\n") for text in filled.values()]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rules/#glued-flag", "rules/glued-flag/"),
        (f"rules/{LINES}", f"rules/glued-flag/{LINES}"),
        ("rules/#severity-info", "rules/#severity-info"),
        ("rules/#gone", "rules/#gone"),
        ("silent-features/#run-heredoc", "dockerfile-support/run-heredoc/"),
        ("pipeline/#scan", "tags-and-deployment/#scan"),
        ("pipeline/#several", "several-images/#several"),
        ("pipeline/#retry", "pipelines/#retry"),
        ("speed/#memory", "performance/#memory"),
        ("problems/#image-pull", "agent/#image-pull"),
        ("problems/#cluster-failures", "agent/#cluster-failures"),
        ("problems/#x509", "registry-problems/#x509"),
        ("problems/#stage-build", "build-problems/#stage-build"),
    ],
)
def test_former_address_of_a_section_leads_to_its_page(old: str, new: str, server: str, open_page: Open) -> None:
    open_page(old).wait_for_url(f"{server}{new}")


def test_values_of_the_reader_change_what_is_copied() -> None:
    plain, own = ([text for page in PAGES.values() for text in copied_from(page, values)] for values in ({}, VALUES))
    filled = sum(with_ != without for with_, without in zip(own, plain, strict=True))
    assert filled > len(PAGES), f"{filled} of {len(plain)} blocks hold a value"


def test_copy_button_works_under_a_mouse(open_page: Open) -> None:
    page = open_page("quick-start/")
    page.get_by_role("button", name="复制 Dockerfile").click()
    assert page.evaluate("navigator.clipboard.readText()").rstrip("\n") in expected_blocks(PAGES["quick-start.md"])
    page.get_by_text("已复制").wait_for()
