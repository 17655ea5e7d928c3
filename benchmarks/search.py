"""Measures the search of the built site in a real browser: `python -m benchmarks.search FILE [SITE]`.

FILE is a golden list: JSON, a list of objects with `query`, `kind` and `answers`, which `tests/browser/search.py`
explains. SITE is the directory of the built site, by default `site`. Each query is pasted into the search of the home
page.

It prints for each kind how many queries have an answer as first result, among the first three, and not among the first
ten; the misses with what was found; the times of the first result and of a query; the size of what the search loads.
"""

from __future__ import annotations

import gzip
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from playwright.sync_api import expect, sync_playwright

from tests.browser.conftest import QUIET, QUIET_MS, Silent, find_browser, serve
from tests.browser.search import FOUND, SUMMARY, Answered, ask, read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Page

SLOW = 4
"""How much slower the processor is in the second measurement of the first result."""
THREE = 3
CHINESE = "zh-CN"
"""Of the browser: the home page of the Chinese edition sends other readers to the English one."""


def report(answered: Sequence[Answered]) -> None:
    """Print the table and the misses."""
    kinds: dict[str, list[Answered]] = defaultdict(list)
    for one in answered:
        kinds[one.golden.kind].append(one)
    _print(f"{'kind':12}{'queries':>8}{'first':>8}{'in three':>10}{'missed':>8}")
    for kind, of_kind in {**kinds, "all": list(answered)}.items():
        places = [one.place for one in of_kind]
        three = sum(place is not None and place < THREE for place in places)
        _print(f"{kind:12}{len(of_kind):8}{places.count(0):8}{three:10}{places.count(None):8}")
    for one in answered:
        if one.place != 0:
            place = "missed" if one.place is None else f"place {one.place + 1}"
            _print(f"{place:8} {one.golden.query}\n         found {'  '.join(one.found[:THREE])}")
            _print(f"         right {'  '.join(one.golden.answers)}")


def first_result(page: Page, address: str, slower: int) -> float:
    """Seconds from pasting to the first result on a page that was just opened."""
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(address)
    page.wait_for_timeout(QUIET_MS)
    page.keyboard.press("/")
    begin = time.perf_counter()
    page.keyboard.insert_text("Dockerfile")
    expect(page.locator(SUMMARY)).to_contain_text(FOUND)
    took = time.perf_counter() - begin
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return took


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main(file: str, site: str = "site") -> int:
    """Measure, and print what was found."""
    directory = Path(site)
    if not (directory / "index.html").is_file():
        sys.stderr.write(f"error: {site} has no index.html: build the site first: nox --session site -- build\n")
        return 2
    try:
        golden = read(Path(file))
    except (OSError, msgspec.DecodeError) as error:
        sys.stderr.write(f"error: {file}: {error}\n")
        return 2
    with serve(directory, Silent) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=QUIET)
        cold = {slower: first_result(browser.new_page(locale=CHINESE), address, slower) for slower in (1, SLOW)}
        page = browser.new_page(locale=CHINESE)
        page.goto(address)
        page.keyboard.press("/")
        begin = time.perf_counter()
        answered = list(ask(page, golden))
        took = time.perf_counter() - begin
        browser.close()
    report(answered)
    _print(f"first result: {cold[1]:.2f} s, {cold[SLOW]:.2f} s on a processor {SLOW} times slower")
    _print(f"a query, with the browser's work: {took / len(golden):.3f} s")
    for path in sorted(directory.glob("search/*.js*")):
        content = path.read_bytes()
        _print(f"search/{path.name}: {len(content):,} bytes, {len(gzip.compress(content, 9)):,} compressed")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]) if len(sys.argv) > 1 else __doc__)
