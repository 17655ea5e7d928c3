"""Compares generators of sites on the same pages: `python -m benchmarks.sites SIZE... [--runs=N] [--only=NAME]`.

SIZE is a number of pages, such as 20, 200 or 1000. All are built in turns, each from nothing: the sources are written
again, and caches are empty. What takes more than ten minutes did not finish. The results of a size replace the earlier
ones in `benchmarks/results/sites.json`, from which the site draws its table and picture.

Of the built site, Chromium opens a page for the first time: bytes after gzip by kind, the number of requests, those to
other hosts (which are not answered), and the largest contentful paint, the median of three visits without a slower
network. Then it searches for a word: what is transferred for it.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import shutil
import statistics
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import Error, sync_playwright

from benchmarks.generators import ENVIRONMENT, GENERATORS, HOME, OUTPUT, install
from benchmarks.process import ROOT, Run, medians, run, show
from tests.browser.conftest import QUIET, Silent, find_browser, serve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from playwright.sync_api import Browser, Page, Route

    from benchmarks.generators import Generator

RESULTS = Path(__file__).parent / "results" / "sites.json"
PAGE = "page-0003"
WORD = "volume"
VISITS = 3
SETTLED = 3_000
"""Milliseconds after which a page, or a search, has loaded what it loads."""
PATIENCE = 60_000
KINDS = {".html": "html", ".js": "js", ".mjs": "js", ".css": "css"}
PAINT = """() => new Promise(done => {
  new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
    .observe({type: 'largest-contentful-paint', buffered: true})
  setTimeout(() => done(null), 5000)
})"""


class Visit:
    """What a window of the browser loads.

    Attributes:
        asked: the addresses of this machine, in order.
        foreign: how many addresses of other hosts it asked.
    """

    def __init__(self, browser: Browser, address: str, site: Path) -> None:
        self.site = site
        self.address = address
        self.asked: list[str] = []
        self.foreign = 0
        self.context = browser.new_context(locale="en-US", service_workers="block")
        self.context.route("**/*", self._answer)
        self.page: Page = self.context.new_page()

    def _answer(self, route: Route) -> None:
        url = route.request.url
        if url.startswith(self.address):
            self.asked.append(urlsplit(url).path)
            route.continue_()
        elif url.startswith("http"):
            self.foreign += 1
            route.abort()
        else:
            route.continue_()

    def transferred(self, paths: Sequence[str]) -> dict[str, int]:
        """The bytes of files after gzip, by kind."""
        found: dict[str, int] = {}
        for path in dict.fromkeys(paths):
            file = self.site / path.lstrip("/")
            file = file / "index.html" if file.is_dir() else file
            if file.is_file():
                kind = KINDS.get(file.suffix, "other")
                found[kind] = found.get(kind, 0) + len(gzip.compress(file.read_bytes(), 6))
        return found


def visit(browser: Browser, generator: Generator, site: Path) -> dict[str, Any]:
    """What a first visit of a page and a search take.

    Args:
        browser: a running one.
        generator: that built the site.
        site: the directory of the built site.
    """
    paints = []
    for _ in range(VISITS):
        with serve(site, Silent) as address:
            window = Visit(browser, address, site)
            window.page.goto(address + generator.address.format(PAGE), timeout=PATIENCE)
            paints.append(window.page.evaluate(PAINT))
            window.page.wait_for_timeout(SETTLED)
            first = list(window.asked)
            searched = _search(window, generator)
            window.context.close()
    known = [one for one in paints if one is not None]
    return {
        "requests": len(first),
        "foreign": window.foreign,
        **{f"{kind}_bytes": size for kind, size in window.transferred(first).items()},
        "first_visit_bytes": sum(window.transferred(first).values()),
        "search_engine": generator.engine,
        "search_bytes": None if searched is None else sum(window.transferred(searched).values()),
        "largest_paint_ms": round(statistics.median(known)) if known else None,
    }


def _search(window: Visit, generator: Generator) -> list[str] | None:
    """What is asked for a search; None if there is no search to click."""
    before = len(window.asked)
    try:
        window.page.locator(generator.search).first.click(timeout=5_000)
        window.page.keyboard.type(WORD)
    except Error:
        return None
    window.page.wait_for_timeout(2 * SETTLED)
    return [path for path in window.asked[before:] if path not in window.asked[:before]]


def build(generator: Generator, size: int) -> Run:
    """Build a site from nothing.

    Args:
        generator: that builds.
        size: the number of pages.
    """
    directory = HOME / "work" / generator.name
    shutil.rmtree(directory, ignore_errors=True)
    shutil.rmtree(HOME / "node_modules" / ".cache", ignore_errors=True)
    generator.prepare(directory, size)
    return run(generator.command, directory, ENVIRONMENT)


def measure(size: int, runs: int, only: str) -> list[dict[str, Any]]:
    """The rows of a size.

    Args:
        size: the number of pages.
        runs: how often each is built.
        only: the name of a generator; empty for all.
    """
    chosen = [one for one in GENERATORS if only in ("", one.name)]
    ready = [one for one in chosen if not one.missing()]
    for one in set(chosen) - set(ready):
        show(one.missing())
    taken: dict[str, list[Run]] = {one.name: [] for one in ready}
    for _ in range(runs):
        for one in ready:
            if not (taken[one.name] and taken[one.name][-1].error):
                taken[one.name].append(build(one, size))
                show(f"{size} pages, {one.name}: {taken[one.name][-1]}")
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=QUIET)
        for one in ready:
            median = medians(taken[one.name])
            row: dict[str, Any] = {"tool": one.name, "pages": size, "runs": len(taken[one.name])}
            if median.error:
                row["error"] = median.error.splitlines()[0]
            else:
                row |= {"seconds": round(median.seconds, 2), "cpu_seconds": round(median.cpu, 2)}
                row |= {"megabytes": round(median.megabytes)}
                row |= visit(browser, one, HOME / "work" / one.name / OUTPUT)
            show(json.dumps(row))
            rows.append(row)
        browser.close()
    return rows


def main() -> None:
    """Measure, and write the results."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", type=int, nargs="+")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    install()
    known: dict[str, Any] = json.loads(RESULTS.read_text("utf-8")) if RESULTS.is_file() else {"rows": []}
    for size in asked.sizes:
        rows = measure(size, asked.runs, asked.only)
        new = {(row["tool"], row["pages"]) for row in rows}
        kept = [row for row in known["rows"] if (row["tool"], row["pages"]) not in new]
        versions = {one.name: one.versions() for one in GENERATORS if not one.missing()}
        known = {
            "measured": dt.datetime.now(tz=dt.UTC).date().isoformat(),  # noqa: TID251 (the day of the run)
            "versions": {**known.get("versions", {}), **versions},
            "rows": sorted(kept + rows, key=lambda row: (row["pages"], row["tool"])),
        }
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(known, indent=1) + "\n", "utf-8")
    show(RESULTS.relative_to(ROOT).as_posix())


if __name__ == "__main__":
    main()
