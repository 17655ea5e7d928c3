"""The figures of logs that `diagnose` had not seen: those of the data, on the page and beside the box."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide.facts.diagnosis import layers
from kaniko_guide_site.accuracy import COUNTS, accuracy
from kaniko_guide_site.directives import Page, closed_logs, diagnose
from tests.kaniko_guide_site.directives.table_cells import cells
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

DATA = """\
closed:
  measured: 2026-11-29
  repositories: 3
  short: 6
  files: 13
  second: 5
  layers:
    executor: {logs: 10, first: 7, listed: 1, unknown: 1, wrong: 1, certain_wrong: 0, part: 9}
    jenkins: {logs: 2, first: 1, listed: 0, unknown: 1, wrong: 0, certain_wrong: 0, part: 2}
  successes: {logs: 4, with_cause: 0}
earlier:
- measured: 2026-11-28
  repositories: 2
  layers:
    shell: {logs: 1, first: 0, listed: 0, unknown: 0, wrong: 1, certain_wrong: 0, part: 1}
  successes: {logs: 1, with_cause: 0}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project with figures."""
    return project(tmp_path, DATA)


def project(root: Path, figures: str) -> Path:
    """A project with these figures."""
    path = root / COUNTS
    path.parent.mkdir(parents=True)
    path.write_text(figures, "utf-8")
    return root


@pytest.mark.parametrize("language", get_args(Language))
def test_the_figures_of_each_layer_are_in_the_table(language: Language, root: Path) -> None:
    headers = [words[language] for words in closed_logs.HEADERS]
    rows = [row for row in cells(list(closed_logs.render(Page(root, language)))) if row[1:] != headers[1:]]
    titles = {layer.id: layer.title[language] for layer in layers.layers()}
    assert rows == [
        [titles["jenkins"], "2", "1", "0", "1", "0", "0", "2"],
        [titles["executor"], "10", "7", "1", "1", "1", "0", "9"],
        [f"**{closed_logs.ALL[language]}**", "12", "8", "1", "2", "1", "0", "11"],
        ["2026-11-28", "1", "0", "0", "0", "1", "0", "1"],
    ]


@pytest.mark.parametrize("language", get_args(Language))
def test_the_page_says_what_kinds_of_texts_they_were(language: Language, root: Path) -> None:
    sentences = {
        closed_logs.KINDS.format(texts=16, files=13, short=6)[language],
        closed_logs.SECOND.format(second=5)[language],
    }
    assert sentences <= set(closed_logs.render(Page(root, language)))
    without = project(root / "without", DATA.replace("  short: 6\n  files: 13\n  second: 5\n", ""))
    assert (
        len(list(closed_logs.render(Page(root, language)))) - len(list(closed_logs.render(Page(without, language))))
        == 4
    )


@pytest.mark.parametrize("language", get_args(Language))
def test_the_box_says_how_often_it_was_right(language: Language, root: Path) -> None:
    (line,) = diagnose.accuracy_line(root, language)
    assert [number for number in ("12", "8", "1") if number not in line] == []


def test_without_figures_the_box_says_those_of_the_earlier_round() -> None:
    (line,) = diagnose.accuracy_line(ROOT, "zh")
    if accuracy(ROOT) is None:
        assert "76" in line
        assert "19" in line
