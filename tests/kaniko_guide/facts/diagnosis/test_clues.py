"""The data about the results of builds and the shapes of lines: its types, and how its lists belong together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from pytest_check import check

from kaniko_guide.facts.diagnosis import clues, signatures
from kaniko_guide.facts.diagnosis.patterns import Pattern
from tests.kaniko_guide.facts.diagnosis.data_file import loaded, problem

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = (
    "warnings",
    "messages",
    "line_prefixes",
    "prefixes",
    "endings",
    "last_ending",
    "error_heads",
    "error_words",
    "no_errors",
    "frames",
    "headers",
    "warning_heads",
)
VALID: dict[str, Any] = {
    "success": ["Pushed …@sha256:"],
    "failure": [["first", "second"]],
    "finished": ["Finished: SUCCESS"],
    "retries": ["^Retrying"],
    "steps": ["[Pipeline] sh"],
    "post_actions": ["Post Actions"],
    "stage_end": ["// stage"],
    "clues": {"agent": ["Running on "]},
    **{name: [f"{name} text"] for name in TEXTS},
    "overcome": [{"clue": "agent", "failed": "failed ([a-z]+)", "by": "found ([a-z]+)"}, {"clue": "a", "failed": "b"}],
    "replacements": [{"clue": "agent", "text": "--old", "by": "--new={value}", "patterns": ["on ([a-z]+)"]}],
}


def test_a_file_is_loaded(tmp_path: Path) -> None:
    file = loaded(tmp_path / "clues.yml", VALID, clues.File)
    assert file.success == (Pattern.parse("Pushed …@sha256:"),)
    assert file.failure == (Pattern.parse(["first", "second"]),)
    assert file.clues == {"agent": (Pattern.parse("Running on "),)}
    assert file.replacements == (
        clues.Replacement(clue="agent", patterns=("on ([a-z]+)",), text="--old", by="--new={value}"),
    )
    assert file.overcome == (
        clues.Overcome(clue="agent", failed="failed ([a-z]+)", by="found ([a-z]+)"),
        clues.Overcome(clue="a", failed="b"),
    )
    assert {name: getattr(file, name) for name in TEXTS} == {name: (f"{name} text",) for name in TEXTS}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"clues": {"agent": "x"}}, "clues.yml:19: Expected `array`, got `str` - at `$.clues['agent']`"),
        ({"clues": ["x"]}, "clues.yml:19: Expected `object`, got `array` - at `$.clues`"),
        ({"success": "x"}, "clues.yml:3: Expected `array`, got `str` - at `$.success`"),
        ({"warnings": [["x"]]}, "clues.yml:22: Expected `str`, got `array` - at `$.warnings[0]`"),
        ({"warning": []}, "clues.yml:1: Object contains unknown field `warning`"),
    ],
)
def test_wrong_data_is_reported_with_its_field(tmp_path: Path, changed: dict[str, Any], expected: str) -> None:
    assert problem(tmp_path / "clues.yml", VALID | changed, clues.File) == expected


def test_no_list_may_be_missing(tmp_path: Path) -> None:
    for number, missing in enumerate(VALID):
        with check(f"{missing}"):
            directory = tmp_path / str(number)
            directory.mkdir()
            rest = {key: value for key, value in VALID.items() if key != missing}
            expected = f"clues.yml:1: Object missing required field `{missing}`"
            assert problem(directory / "clues.yml", rest, clues.File) == expected


def test_each_function_gives_its_list() -> None:
    for name in TEXTS:
        with check(f"{name}"):
            given = getattr(clues, name)()
            others = [getattr(clues, other)() for other in TEXTS if other != name]
            assert given
            assert all(given)
            assert given not in others


def test_the_result_of_a_build_is_a_clue() -> None:
    assert Pattern.parse("Finished: SUCCESS") in clues.clues()["success"]
    assert Pattern.parse("Finished: FAILURE") in clues.clues()["failure"]
    assert not {*clues.clues()["success"]} & {*clues.clues()["failure"]}


def test_every_clue_is_used_by_a_signature() -> None:
    known = signatures.signatures()
    used = {name for one in known for name in (*one.requires, *one.excludes, one.resolved)}
    used |= {name for one in known for cause in one.causes for name in (*cause.when, *cause.unless, *cause.first_if)}
    used |= {one.clue for one in clues.replacements()} | {one.clue for one in clues.overcome()}
    assert clues.clues().keys() - clues.COURSE <= used


def test_a_new_log_entry_begins_with_its_level() -> None:
    assert any("INFO[0000] x".startswith(head) for head in clues.line_prefixes())
    assert not any("from image".startswith(head) for head in clues.line_prefixes())


def test_the_last_ending_is_an_ending() -> None:
    assert {*clues.last_ending()} < {*clues.endings()}


def test_no_text_is_of_a_warning_and_of_a_message() -> None:
    assert [(a, b) for a in clues.warnings() for b in clues.messages() if a in b or b in a] == []


def test_prefixes_and_headers_do_not_match_nothing() -> None:
    assert [pattern for pattern in (*clues.prefixes(), *clues.headers()) if re.match(pattern, "", re.ASCII)] == []
