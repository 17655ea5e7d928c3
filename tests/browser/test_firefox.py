"""The site in Firefox, as other tests try it in Chromium: pages, blocks, values, search, diagnosis, downloads."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import axe_playwright_python
import pytest

from kaniko_guide_site.snippets.reference import Reference, selected_text
from tests.browser.conftest import HARMLESS
from tests.browser.firefox import ESCAPE, PATIENCE, running
from tests.kaniko_guide.diagnosis.test_causes import DENIED
from tests.support import SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.browser.firefox import Firefox

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
RUN_AXE = """async () => {
    const { violations } = await axe.run({ resultTypes: ["violations"] });
    return violations.map((it) => `${it.id}: ${it.nodes[0].html}`);
}"""
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SCROLLED_BY_KEYS = """() => [...document.querySelectorAll(".block code")].every(
    (it) => it.scrollWidth <= it.clientWidth || it.tabIndex === 0)"""
PAGES = ("", "quick-start/", "en/rules/unknown-flag/")
PIPELINE = "quick-start/Jenkinsfile"
BLOCK = f'.block[data-snippet="{PIPELINE}"]'
COMMAND = '.block[data-snippet="quick-start/create-secret.sh"]'
SHOWN = "(selector, text) => document.querySelector(selector).textContent.includes(text)"
FOUND = "(part) => [...document.querySelectorAll('.md-search-result__link')].some((it) => it.href.includes(part))"
HEIGHT = "(selector) => document.querySelector(selector).clientHeight"
LOADED = "() => performance.getEntriesByType('resource').length"


@pytest.fixture(scope="module")
def firefox(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """The browser; at the end no script has failed, and no other host was asked."""
    with running(tmp_path_factory.mktemp("firefox")) as browser:
        yield browser
    assert browser.errors == []
    assert [address for address in browser.asked if not address.startswith((server, *HARMLESS))] == []


def test_axe_finds_nothing(firefox: Firefox, server: str, subtests: pytest.Subtests) -> None:
    for page in PAGES:
        with subtests.test(page):
            firefox.open(f"{server}{page}")
            assert firefox.ask(TOO_WIDE) == 0
            firefox.wait_for(SCROLLED_BY_KEYS)
            firefox.ask(f"() => {{ {AXE.read_text('utf-8')} }}")
            assert firefox.ask(RUN_AXE) == []


def test_a_block_is_copied_and_downloaded_whole(firefox: Firefox, server: str) -> None:
    firefox.open(f"{server}quick-start/")
    expected = selected_text(SNIPPETS, Reference(PIPELINE))
    firefox.click(f"{BLOCK} [data-md-type=copy]")
    assert firefox.wait_for("() => navigator.clipboard.readText()").rstrip("\n") == expected
    firefox.click(f"{BLOCK} [data-tool=file]")
    file, deadline = firefox.downloads / "Jenkinsfile", time.monotonic() + PATIENCE
    while not (file.exists() and file.stat().st_size):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    assert file.read_text("utf-8") == f"{expected}\n"


def test_a_typed_value_is_in_the_blocks_and_kept(firefox: Firefox, server: str) -> None:
    firefox.open(f"{server}quick-start/")
    firefox.click(".values-opener .values-open")
    firefox.click("#value-namespace")
    firefox.ask("() => document.activeElement.select()")
    firefox.type(f"ci-team{ESCAPE}")
    firefox.wait_for(SHOWN, COMMAND, "--namespace=ci-team")
    firefox.open(f"{server}registries/")
    firefox.wait_for(SHOWN, "article", "--namespace=ci-team")
    firefox.ask("() => localStorage.clear()")


@pytest.mark.parametrize(("edition", "query", "answer"), [("", "镜像缓存", "performance/"), ("en/", "x509", "en/")])
def test_the_search_answers(firefox: Firefox, server: str, edition: str, query: str, answer: str) -> None:
    firefox.open(f"{server}{edition}")
    firefox.type("/")
    firefox.wait_for("() => document.activeElement.matches('.md-search__input')")
    firefox.type(query)
    firefox.wait_for(FOUND, answer)


def test_a_log_is_diagnosed_without_a_request(firefox: Firefox, server: str) -> None:
    firefox.open(f"{server}problems/")
    firefox.click("textarea")
    firefox.wait_for("() => Boolean(globalThis.kanikoDiagnosis)")
    before = firefox.ask(LOADED)
    firefox.type(DENIED)
    firefox.wait_for("() => document.querySelector('.diagnose[data-answer=cause]') !== null")
    assert firefox.ask(LOADED) == before
    assert firefox.ask(SHOWN, ".diagnose", "chown")


def test_a_long_block_is_folded_and_unfolded(firefox: Firefox, server: str) -> None:
    firefox.open(f"{server}quick-start/")
    whole = firefox.ask(HEIGHT, f"{BLOCK} code")
    firefox.click(f"{BLOCK} [aria-expanded=true]")
    assert firefox.ask(HEIGHT, f"{BLOCK} code") < whole
    firefox.click(f"{BLOCK} [aria-expanded=false]")
    assert firefox.ask(HEIGHT, f"{BLOCK} code") == whole
