"""Measures what readers transfer for each page of the built site: `python -m benchmarks.weight [SITE [TSV]]`.

SITE is the directory of the built site, by default `site`; TSV is a file that gets the whole table. All sizes are
compressed with gzip, without headers, except the first one:

- `html`: the bytes of the page as it is; `compressed`: the same after gzip; `elements`: how many the page has.
- `next`: what a reader transfers who has been on the home page: the page, and the files that only it loads at once.
- `first`: the same for a first visit, with the files that all pages share.

What a page loads at once is seen in Chromium on the pages of `SEEN`, and of all other pages read in their HTML; both
must be equal on the pages of `SEEN`. A page that leads elsewhere at once is left out.
"""

from __future__ import annotations

import csv
import gzip
import posixpath
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import sync_playwright

from tests.browser.conftest import QUIET, Silent, find_browser, serve
from tests.html_page import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from playwright.sync_api import Browser

PATIENCE = 120_000
"""Milliseconds for a page to load, as the machine may be busy."""
SEEN = ("", "quick-start/", "problems/", "errors/", "diagnose/", "executor/", "rules/", "rules/glued-flag/")
"""The pages that are opened in the browser, in both languages."""
LIMITS = {"html": 150_000, "elements": 3_000, "next": 20_000, "first": 100_000}
"""The budget."""
HOME = "(home)"
WORST = 5
"""How many pages are printed for each measure."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What a page weighs; see above."""

    page: str
    html: int
    compressed: int
    elements: int
    next: int
    first: int


class Files:
    """The files of a site, and how many bytes of each are transferred.

    Args:
        site: the directory of the built site.
    """

    def __init__(self, site: Path) -> None:
        self.site = site
        self._known: dict[str, int] = {}

    def compressed(self, address: str) -> int:
        """The compressed size of a file by its address."""
        if address not in self._known:
            path = self.site / address
            content = (path / "index.html" if path.is_dir() else path).read_bytes()
            self._known[address] = len(gzip.compress(content, 9))
        return self._known[address]

    def loads(self, page: str) -> set[str]:
        """The files that a page loads at once, as its HTML says, and the search of the theme."""
        written = {
            posixpath.normpath(urljoin(f"/{page}", one)) for one in Page(self.site / page / "index.html").resources
        }
        return {one.removeprefix("/") for one in written if (self.site / one.removeprefix("/")).is_file()}


def weigh(site: Path, shared: Callable[[str], set[str]]) -> list[Weight]:
    """What each page weighs.

    Args:
        site: the directory of the built site.
        shared: the files that the home page loads, by the address of the edition.
    """
    files = Files(site)
    weights = []
    for path in sorted(site.rglob("index.html")):
        page = path.parent.relative_to(site).as_posix().removeprefix(".")
        page = f"{page}/" if page else ""
        tree = Page(path).tree
        if tree.css("meta[http-equiv=refresh]") or not tree.css("main"):
            continue
        common = shared("en/" if page.startswith("en/") else "")
        own = files.compressed(page) + sum(map(files.compressed, files.loads(page) - common))
        html = path.stat().st_size
        weights.append(
            Weight(
                page or HOME,
                html,
                files.compressed(page),
                len(tree.css("*")),
                own,
                own + sum(map(files.compressed, common)),
            )
        )
    return weights


def seen_by_browser(browser: Browser, address: str, page: str) -> set[str]:
    """The files of the site that a browser loads for a page by itself, but the page."""
    context = browser.new_context(locale="en-US" if page.startswith("en/") else "zh-CN")
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    window = context.new_page()
    window.goto(address + page)
    window.wait_for_load_state("networkidle", timeout=PATIENCE)
    context.close()
    return {urlsplit(url).path.removeprefix("/") for url in asked if url.startswith(address)} - {page}


def report(weights: Sequence[Weight]) -> None:
    """Print the heaviest pages of each measure, and how many exceed the budget."""
    for measure, limit in LIMITS.items():
        ordered = sorted(weights, key=lambda one: getattr(one, measure), reverse=True)
        over = sum(getattr(one, measure) > limit for one in ordered)
        _print(f"{measure}: {over} of {len(ordered)} pages exceed {limit:,}")
        for one in ordered[:WORST]:
            _print(f"{getattr(one, measure):12,}  {one.page}")


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main(site: str = "site", table: str = "") -> int:
    """Measure, and print what was found."""
    directory = Path(site)
    if not (directory / "index.html").is_file():
        sys.stderr.write(f"error: {site} has no index.html: build the site first: nox --session site -- build\n")
        return 2
    files = Files(directory)
    with serve(directory, Silent) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=QUIET)
        seen = {
            edition + page: seen_by_browser(browser, address, edition + page)
            for edition in ("", "en/")
            for page in SEEN
        }
        browser.close()
    for page, loaded in seen.items():
        by_script = loaded - files.loads(page) - seen["en/" if page.startswith("en/") else ""]
        if by_script:
            _print(f"{page}: also loaded by scripts: {', '.join(sorted(by_script))}")
    weights = weigh(directory, seen.__getitem__)
    if table:
        with Path(table).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, dialect="excel-tab", lineterminator="\n")
            writer.writerow(Weight.__slots__)
            writer.writerows([getattr(one, name) for name in Weight.__slots__] for one in weights)
    report(weights)
    home = next(one for one in weights if one.page == HOME)
    _print(f"home, first visit: {home.first:,} bytes in {len(seen['']) + 1} files")
    for one in sorted(seen[""], key=files.compressed, reverse=True):
        _print(f"{files.compressed(one):12,}  {one}")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
