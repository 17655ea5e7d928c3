"""Asks Lighthouse for the scores of pages of the built site: `python -m benchmarks.lighthouse [SITE [PAGE...]]`.

SITE is the directory of the built site with both editions, by default `site`; PAGE an address in it, by default those
of `PAGES`. Lighthouse runs as it comes: a phone, a slow network and a processor that is four times slower, all
simulated. The server compresses, as the recipe of the static site does. Of `VISITS` visits the median counts. The
processor must have nothing else to do: the score for performance falls by ten and more on a busy machine.

A row is the page, its scores for performance, accessibility, best practices and SEO, the milliseconds of the largest
paint and of blocking, and the layout shift.
"""

from __future__ import annotations

import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.generators import MODULES, install
from tests.browser.conftest import Silent, find_browser, serve

PAGES = (
    "",
    "en/",
    "quick-start/",
    "en/quick-start/",
    "problems/",
    "rules/glued-flag/",
    "executor/",
    "errors/",
    "diagnose/",
)
VISITS = 3
COMPRESSED = {".html", ".js", ".css", ".svg", ".json", ".xml"}
FLAGS = "--headless=new --no-sandbox --disable-gpu --lang=zh-CN"
MEASURES = ("largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")


class Compressing(Silent):
    """Serves a file after gzip, to be kept for an hour."""

    def do_GET(self) -> None:  # noqa: N802 (its name in the standard library)
        """Answer with the file."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        content = path.read_bytes()
        is_text = path.suffix in COMPRESSED
        sent = gzip.compress(content) if is_text else content
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(sent)))
        self.send_header("Cache-Control", "max-age=3600")
        if is_text:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(sent)


def visit(address: str) -> dict[str, Any]:
    """The report of one visit.

    Args:
        address: of the page.

    Raises:
        subprocess.CalledProcessError: Lighthouse could not load the page.
    """
    program = MODULES / "lighthouse" / "cli" / "index.js"
    with tempfile.TemporaryDirectory() as directory:
        report = Path(directory) / "report.json"
        words = ["node", str(program), address, "--quiet", "--output=json", f"--output-path={report}"]
        environment = os.environ | {"CHROME_PATH": find_browser(("chromium", "google-chrome"))}
        subprocess.run([*words, f"--chrome-flags={FLAGS}"], env=environment, check=True, stdout=subprocess.DEVNULL)
        found: dict[str, Any] = json.loads(report.read_text("utf-8"))
        return found


def main() -> None:
    """Print a row for each page."""
    site = Path(sys.argv[1] if len(sys.argv) > 1 else "site")
    install()
    with serve(site, Compressing) as address:
        for page in sys.argv[2:] or PAGES:
            reports = [visit(f"{address}{page}") for _ in range(VISITS)]
            scores = {
                name: round(100 * statistics.median(report["categories"][name]["score"] for report in reports))
                for name in ("performance", "accessibility", "best-practices", "seo")
            }
            values = [
                statistics.median(report["audits"][name]["numericValue"] for report in reports) for name in MEASURES
            ]
            shown = "  ".join(f"{value:.2f}" if value < 1 else f"{value:.0f}" for value in values)
            sys.stdout.write(f"{page or '(home)':24}{'  '.join(f'{score:3}' for score in scores.values())}  {shown}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
