"""The table of flags: every flag of both `--help` records and the hidden ones, no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import markdown
import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide.facts import executors
from kaniko_guide_site.directives import flags
from kaniko_guide_site.extension import expand
from kaniko_guide_site.facts import content
from kaniko_guide_site.headings import title
from tests.html_page import Page
from tests.kaniko_guide_site.directives.table_cells import cells
from tests.support import RECORDED, ROOT

if TYPE_CHECKING:
    from pathlib import Path

RUNS = RECORDED / "kaniko-runs"
NOTES = content("flag_notes")["notes"]


def flags_of_help(build: str) -> set[str]:
    """The flags that a recorded `--help` lists."""
    text = (RUNS / build / "00-help.txt").read_text("utf-8")
    words = (line.split() for line in text.partition("\nFlags:\n")[2].splitlines() if line.startswith("  "))
    return {next(word.rstrip(",") for word in row if word.startswith("--")) for row in words if row[0].startswith("-")}


def flag_rows(language: Language) -> list[list[str]]:
    return [row for row in cells(expand("::: flags", ROOT, language).splitlines()) if row[0].startswith("`")]


@pytest.mark.parametrize("language", get_args(Language))
def test_flags_are_those_of_both_help_texts_and_the_hidden_ones(language: Language) -> None:
    rows = {row[0].split("`")[1]: row for row in flag_rows(language)}
    hidden = {entry["name"] for entry in content("executors")["hidden"]}
    for release in executors.releases():
        others = [
            flags.ONLY.format(release=executors.title(one))[language] for one in executors.releases() if one != release
        ]
        accepted = {name for name, row in rows.items() if not any(only in row[0] for only in others)}
        assert accepted == flags_of_help(release) | hidden
    assert {name for name, row in rows.items() if flags.HIDDEN[language] in row[0]} == hidden


@pytest.mark.parametrize("language", get_args(Language))
def test_every_flag_has_a_sentence_and_a_type_in_words(language: Language) -> None:
    for name, meaning in flag_rows(language):
        assert len(meaning.partition("<details")[0]) > 10, name
        assert " type" not in name


def test_every_flag_has_an_anchor_of_its_own(built_site: Path) -> None:
    ids = Page(built_site / "executor" / "index.html").ids
    assert {
        flags.anchor(name)
        for release in executors.releases()
        for name in executors.flags(release)
        if name.startswith("--")
    } <= set(ids)


def test_a_bar_in_code_is_shown_as_it_is() -> None:
    page = markdown.markdown(expand("::: flags", ROOT, "zh"), extensions=["md_in_html", "tables"])
    assert "type=file|env]</code>" in page
    assert "#124;" not in page


def test_a_note_says_by_its_heading_where_there_is_more() -> None:
    lines = expand("::: flags", ROOT, "zh")
    links = [f"详见[{title(note['page'], ROOT, 'zh')}]({note['page']})。" for note in NOTES.values() if "page" in note]
    assert [link for link in links if link not in lines.replace("详见 [", "详见[")] == []
