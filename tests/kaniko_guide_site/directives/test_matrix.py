"""The page of all measured features: every row of the record, with its words."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

import pytest
import yaml

from kaniko_guide.bilingual import Language
from kaniko_guide.facts import executors
from kaniko_guide_site.extension import expand
from kaniko_guide_site.matrix import rows as matrix
from tests.html_page import Page
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from selectolax.lexbor import LexborNode

SHOWN = yaml.safe_load((ROOT / "src" / "kaniko_guide_site" / "matrix" / "groups.yml").read_text("utf-8"))
UNSAID = {kind: said for kind, every in SHOWN["kinds"].items() for said in every if said in SHOWN["redundant_verdicts"]}
"""What a kind's name stands for where the record says no more."""


@dataclass
class Shown:
    """A row of the page: what it says it is, and its words by the element they stand in."""

    kinds: dict[str, str]
    cells: list[dict[str, list[str]]]

    def verdicts(self) -> list[str]:
        """In the record's words."""
        words = [next(iter(cell["small"]), "") for cell in self.cells[1:]]
        return [said or UNSAID[self.kinds[build]] for build, said in zip(executors.releases(), words, strict=True)]


def shown_rows(page: Path) -> dict[str, Shown]:
    """The rows of the page, by their ids."""
    return {row.attributes["id"] or "": shown_row(row) for row in Page(page).tree.css("tr[id]")}


def shown_row(row: LexborNode) -> Shown:
    parts = {"summary": "summary", "dt": "dt", "dd": "dd", "small": "small[lang]"}
    return Shown(
        kinds={key.removeprefix("data-"): value or "" for key, value in row.attributes.items()},
        cells=[
            {part: [node.text() for node in cell.css(selector)] for part, selector in parts.items()}
            for cell in row.css("td")
        ],
    )


def record() -> list[list[str]]:
    with (ROOT / matrix.MATRIX).open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))[1:]


def evidence(row: Shown) -> str:
    """As the record writes it: `g: … || o: … [records]`."""
    letters = {executors.title(build).zh: f"{build[0]}: " for build in executors.releases()}
    *seen, records = row.cells[0]["dd"]
    parts = [letters.get(title, "") + words for title, words in zip(row.cells[0]["dt"], seen, strict=False)]
    return " ".join(filter(None, [matrix.BETWEEN.join(parts), f"[{records}]"]))


def test_every_row_is_on_the_page_with_its_words(built_site: Path) -> None:
    rows = shown_rows(built_site / "dockerfile-matrix" / "index.html")
    shown = [[*row.cells[0]["summary"], *row.verdicts(), evidence(row)] for row in rows.values()]
    assert len(shown) == 244
    assert sorted(shown) == sorted(record())


@pytest.mark.parametrize("language", get_args(Language))
def test_both_editions_have_every_row(language: Language) -> None:
    page = expand("::: matrix", ROOT, language)
    assert page.count('<tr id="') == len(record())
