"""The table of flags: every flag of both `--help` records and the hidden ones, no other."""

from __future__ import annotations

from typing import get_args

import markdown
import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide.facts import executors
from kaniko_guide_site.extension import expand
from kaniko_guide_site.facts import content
from kaniko_guide_site.headings import title
from tests.kaniko_guide_site.directives.table_cells import cells
from tests.support import RECORDED, ROOT

RUNS = RECORDED / "kaniko-runs"
NOTES = content("flag_notes")["notes"]


def flags_of_help(build: str) -> set[str]:
    """The flags that a recorded `--help` lists."""
    text = (RUNS / build / "00-help.txt").read_text("utf-8")
    words = (line.split() for line in text.partition("\nFlags:\n")[2].splitlines() if line.startswith("  "))
    return {next(word.rstrip(",") for word in row if word.startswith("--")) for row in words if row[0].startswith("-")}


@pytest.mark.parametrize("language", get_args(Language))
def test_flags_are_those_of_both_help_texts_and_the_hidden_ones(language: Language) -> None:
    rows = cells(expand("::: flags", ROOT, language).splitlines())
    hidden = {entry["name"] for entry in content("executors")["hidden"]}
    for at, build in enumerate(executors.releases(), 1):
        states = {row[0].partition("<br>")[0].split("`")[-2]: row[at].rpartition("</small>")[2] for row in rows}
        assert {name for name, state in states.items() if state != "—"} == flags_of_help(build) | hidden
        assert {name for name, state in states.items() if "`--help`" in state} == hidden


def test_a_bar_in_code_is_shown_as_it_is() -> None:
    page = markdown.markdown(expand("::: flags", ROOT, "zh"), extensions=["md_in_html", "tables"])
    assert "type=file|env]</code>" in page
    assert "#124;" not in page


def test_a_note_says_by_its_heading_where_there_is_more() -> None:
    lines = expand("::: flags", ROOT, "zh")
    links = [f"详见[{title(note['page'], ROOT, 'zh')}]({note['page']})。" for note in NOTES.values() if "page" in note]
    assert [link for link in links if link not in lines.replace("详见 [", "详见[")] == []
