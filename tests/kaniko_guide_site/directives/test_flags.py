"""The tables of flags and of Dockerfile features: every flag of both `--help` records and the hidden ones, no other."""

from __future__ import annotations

import csv
from typing import get_args

import markdown
import pytest
import yaml

from kaniko_guide.bilingual import Language
from kaniko_guide.facts import dockerfile_features, executors
from kaniko_guide_site.directives import dockerfile_features as features_table
from kaniko_guide_site.extension import expand
from kaniko_guide_site.facts import content
from kaniko_guide_site.headings import title
from tests.support import RECORDED, ROOT, SNIPPETS

RUNS = RECORDED / "kaniko-runs"
NOTES = content("flag_notes")["notes"]


def cells(lines: list[str]) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if line.startswith("| ")][1:]


def helped(build: str) -> set[str]:
    """The flags that a recorded `--help` lists."""
    text = (RUNS / build / "00-help.txt").read_text("utf-8")
    words = (line.split() for line in text.partition("\nFlags:\n")[2].splitlines() if line.startswith("  "))
    return {next(word.rstrip(",") for word in row if word.startswith("--")) for row in words if row[0].startswith("-")}


@pytest.mark.parametrize("language", get_args(Language))
def test_flags_are_those_of_both_help_texts_and_the_hidden_ones(language: Language) -> None:
    rows = cells(expand("::: flags", ROOT, language).splitlines())
    hidden = {entry["name"] for entry in content("executors")["hidden"]}
    for at, build in enumerate(executors.builds(), 1):
        states = {row[0].partition("<br>")[0].split("`")[-2]: row[at].rpartition("</small>")[2] for row in rows}
        assert {name for name, state in states.items() if state != "—"} == helped(build) | hidden
        assert {name for name, state in states.items() if "`--help`" in state} == hidden


def test_a_bar_in_code_is_shown_as_it_is() -> None:
    page = markdown.markdown(expand("::: flags", ROOT, "zh"), extensions=["md_in_html", "tables"])
    assert "type=file|env]</code>" in page
    assert "#124;" not in page


def test_a_note_says_by_its_heading_where_there_is_more() -> None:
    lines = expand("::: flags", ROOT, "zh")
    links = [f"详见[{title(note['page'], ROOT, 'zh')}]({note['page']})。" for note in NOTES.values() if "page" in note]
    assert [link for link in links if link not in lines.replace("详见 [", "详见[")] == []


@pytest.mark.parametrize("name", NOTES)
def test_note_is_of_a_flag_and_proved(name: str) -> None:
    note = NOTES[name]
    assert any(name in executors.flags(build) for build in executors.builds())
    assert note.get("runs") or note.get("rows") or note["source"]
    assert all(
        any((RUNS / build / f"{run}.txt").is_file() for build in executors.builds()) for run in note.get("runs", ())
    )
    with (RUNS / "features" / "MATRIX.tsv").open(encoding="utf-8", newline="") as file:
        features = {row[0] for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
    assert set(note.get("rows", ())) <= features


@pytest.mark.parametrize("language", get_args(Language))
def test_every_feature_is_listed(language: Language) -> None:
    rows = cells(expand("::: dockerfile-features", ROOT, language).splitlines())
    assert len(rows) == len(dockerfile_features.load())
    wrong = [row for row in rows if features_table.WRONG[language] in "".join(row)]
    assert rows[: len(wrong)] == wrong, "what makes a wrong image comes first"


@pytest.mark.parametrize("language", get_args(Language))
def test_counts_of_public_logs_are_those_of_the_data(language: Language) -> None:
    data = yaml.safe_load((RECORDED / "public-logs.yml").read_text("utf-8"))
    rows = cells(expand("::: public-logs", ROOT, language).splitlines())
    assert [(int(first), int(now)) for _, first, now in rows] == [
        (data["counts"][verdict], data["counts_now"][verdict]) for verdict in data["counts"]
    ]


def test_every_recipe_with_a_pipeline_is_said_to_be_built_or_why_not() -> None:
    recipes = sorted(path.parent.name for path in SNIPPETS.glob("*/Jenkinsfile"))
    rows = [line for line in expand("::: played", ROOT, "en").splitlines() if "snippets.md#" in line]
    assert sorted(row.partition("snippets.md#")[2].partition(")")[0] for row in rows) == recipes
    built = {row.partition("snippets.md#")[2].partition(")")[0]: row.split(" | ")[-1] for row in rows}
    assert built["memory"] == "kaniko, either build |"
    assert built["retry"] == built["quick-start"]
    assert built["proxy"].startswith("Not played: ")
