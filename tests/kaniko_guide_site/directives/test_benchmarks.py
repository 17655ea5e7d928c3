"""What was measured is shown as it was: the numbers of the files, and what did not finish."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import msgspec
import pytest

from kaniko_guide_site.directives import Page, benchmarks
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

BUILT = {
    "runs": 2,
    "seconds": 9.0,
    "megabytes": 50,
    "first_visit_bytes": 77_001,
    "requests": 5,
    "search_engine": "Lunr",
}
SITES = {
    "measured": "2026-11-30",
    "versions": {"Material": {"mkdocs-material": "9.8.1"}, "kaniko-guide": {"mkdocs-material": "9.8.1"}},
    "rows": [
        {"tool": "Material", "pages": 20, "cpu_seconds": 2.04, **BUILT, "foreign": 1, "search_bytes": 0},
        {"tool": "Material", "pages": 200, "cpu_seconds": 10.4, **BUILT, "largest_paint_ms": 340},
        {"tool": "kaniko-guide", "pages": 20, "cpu_seconds": 16.4, **BUILT},
        {"tool": "Slow", "pages": 20, "runs": 1, "error": "stopped after 600 seconds"},
        {"tool": "Broken", "pages": 20, "runs": 1, "error": "exit code 1: a"},
    ],
}
CHECK = {
    "measured": "2026-11-30",
    "versions": {"hadolint": "2.15.1"},
    "rows": [
        {"tool": "hadolint", "kind": "Dockerfile", "files": 1000, "seconds": 1, "cpu_seconds": 0.5, "megabytes": 9},
        {"tool": "kaniko-guide", "kind": "Dockerfile", "files": 1000, "seconds": 4, "cpu_seconds": 4, "megabytes": 9},
    ],
}


@pytest.fixture
def page(tmp_path: Path) -> Page:
    """A page of a project with these results."""
    directory = tmp_path / benchmarks.RESULTS
    directory.mkdir(parents=True)
    for name, results in {"sites": SITES, "check": CHECK}.items():
        (directory / f"{name}.json").write_text(json.dumps(results), "utf-8")
    return Page(tmp_path, "en")


def test_sites_are_compared_with_material(page: Page) -> None:
    text = "\n".join(benchmarks.render(page, "sites"))
    for found in (
        "Measured on 2026-11-30",
        "mkdocs-material 9.8.1.",
        "20 pages: 2.0 s (1.0 ×)",
        "200 pages: 10 s (1.0 ×)",
        "20 pages: 16 s (8.0 ×)",
        "78 kB, 5 requests",
        "200 pages: 340 ms",
        "the search was not measured (Lunr)",
        "20 pages: did not finish in ten minutes",
        "20 pages: the build failed",
    ):
        assert found in text, found
    assert text.count("1 of them to other hosts") == 0  # of the site with the most pages
    assert text.index("Material</text>") < text.index("generator</text>") < text.index("Slow</text>")


def test_the_picture_says_the_same_in_words(page: Page) -> None:
    text = "\n".join(benchmarks.render(page, "sites"))
    assert (
        '<desc id="benchmarks-desc">Material: 20 pages 2.0 s, 200 pages 10 s; this guide&#39;s generator: 20 pages'
        in text
    )
    assert 'class="d-bar d-bar-less" x="2" y="128" width="200.0"' in text


def test_checkers_are_compared_on_the_same_files(page: Page) -> None:
    text = "\n".join(benchmarks.render(page, "check"))
    assert "1,000 `Dockerfile`" in text
    assert "0.50 s" in text
    assert "kaniko-guide: 4.0 s (8.0 ×)" in text


def test_the_results_of_the_project_can_be_read() -> None:
    for part in benchmarks.arguments():
        assert list(benchmarks.render(Page(ROOT, "zh"), part))


def test_an_unknown_field_is_an_error(page: Page) -> None:
    file = page.root / benchmarks.RESULTS / "check.json"
    file.write_text(json.dumps(CHECK | {"a": 1}), "utf-8")
    with pytest.raises(msgspec.ValidationError):
        list(benchmarks.render(page, "check"))
