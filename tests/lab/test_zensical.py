"""What the site of Zensical lacks is counted; the settings that it reads are those of MkDocs, with other paths."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from lab import zensical
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

BLOCK = '<div data-snippet="a/run.sh"></div>'


def write(site: Path, name: str, text: str) -> None:
    (site / name).parent.mkdir(parents=True, exist_ok=True)
    (site / name).write_text(text, "utf-8")


def test_what_is_missing_is_named_and_counted(tmp_path: Path) -> None:
    expected, found = tmp_path / "a", tmp_path / "b"
    for site in (expected, found):
        write(site, "moved/index.html", "<meta http-equiv=refresh>")
        write(site, "one/index.html", f'<main><h1 id="one"></h1><h2 id="two"></h2>{BLOCK}<table></table></main>')
    write(found, "one/index.html", f'<main><h1 id="one"></h1>{BLOCK}{BLOCK}</main>')
    write(expected, "two/index.html", "<main></main>")
    write(expected, "snippets/a.zip", "")
    write(expected, "assets/guide.css", "")
    lines = [str(one) for one in zensical.compare(expected, found)]
    assert lines == [
        "pages: 1 of 2 are missing: two",
        "sections, on the 1 pages of both: 1 of 2 are missing: one#two",
        "blocks with a snippet, on the 1 pages of both: 0 of 1 are missing",
        "lines of evidence, on the 1 pages of both: 0 of 0 are missing",
        "tables, on the 1 pages of both: 1 of 1 are missing: one#table",
        "pictures, on the 1 pages of both: 0 of 0 are missing",
        "files beside the pages: 1 of 1 are missing: snippets/a.zip",
    ]


def test_only_some_examples_are_printed() -> None:
    assert str(zensical.Difference("pages", ("a", "b", "c", "d"), 9)) == "pages: 4 of 9 are missing: a, b, c, …"


def test_pages_are_below_the_settings(tmp_path: Path) -> None:
    file = zensical.prepare(ROOT, tmp_path / "work")
    settings = json.loads(file.read_text("utf-8"))
    assert settings["INHERIT"] == str(ROOT / "mkdocs.yml")
    assert (file.parent / settings["docs_dir"] / "index.md").is_file()


def test_every_hook_says_what_is_missing_without_it() -> None:
    lines = list(zensical.hooks(ROOT))
    assert any(line.startswith("search_index.py: Writes what the search reads") for line in lines)
    assert all(not line.endswith(": ") for line in lines)
