"""Lines that name an error: layer, phase, family and cause, however it was logged (`tests/data/log-lines.tsv`)."""

from __future__ import annotations

import json

import pytest
from pytest_check import check

from kaniko_guide.facts.diagnosis import layers
from tests.kaniko_guide.diagnosis.test_causes import diagnosis_of, part_of
from tests.support import ROOT, expect_none

ROWS = [line.split("\t") for line in (ROOT / "tests/data/log-lines.tsv").read_text("utf-8").splitlines()[2:]]
NONE = "-"
PLAIN = "{}"
LAYOUTS = {
    "time": "[2026-11-22T08:00:00.000Z] {}",
    "clock": "08:00:00  {}",
    "color": "\x1b[31m{}\x1b[0m",
    "pod": "[pod/build-1/kaniko] {}",
    "compose": "kaniko_1  | {}",
    "after a console note": "\x1b[8mha:////4AAAA\x1b[0m{}",
    "windows": "{}\r",
    "color without its escape": "[31m{}[0m",
    "color written out": "^[[31m{}^[[0m",
    "quoted": "> {}",
    "list": "- {}",
    "code": "`{}",
    "indented": "    {}",
    "number": "  12  {}",
    "number and mark": "12: {}",
    "runner": "2026-11-22T08:00:00.000000Z 01O {}",
    "runner, continued": "2026-11-22T08:00:00.000000Z 01E+{}",
    "workflow": "build\tRun kaniko\t2026-11-22T08:00:00.1234567Z {}",
    "step": "[step-build] {}",
}


STRUCTURED = ('{{"level":"error","msg":{},"time":"x"}}', "time=x level=fatal msg={}")


TYPESET = [("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;"), (" ", "\u00a0")]


def wrong_answers(rows: list[list[str]], layout: str, *, quoted: bool = False) -> list[str]:
    """The lines of which layer, phase, family or first cause is another one, or which are not quoted."""
    wrong = []
    for part, family, signature, line in rows:
        log = layout.format(json.dumps(line) if quoted else line) + "\n"
        found = diagnosis_of(log)
        answer = (part_of(log), found.family or NONE, next((cause.signature.id for cause in found.causes), NONE))
        if answer != (part, family, signature):
            wrong.append(f"{line}: {answer} instead of {(part, family, signature)}")
        elif not quoted and diagnosis_of(line).decisive[1].strip()[-40:] not in found.decisive[1]:
            wrong.append(f"{line}: the decisive line is {found.decisive[1]}")
    return wrong


def test_layer_phase_family_and_cause() -> None:
    expect_none(wrong_answers(ROWS, PLAIN))


@pytest.mark.slow
def test_the_same_in_every_layout() -> None:
    for layout in LAYOUTS.values():
        with check(f"{layout}"):
            expect_none(wrong_answers(ROWS, layout))


def test_what_a_web_page_changes() -> None:
    for plain, changed in TYPESET:
        rows = [[*row, line.replace(plain, changed)] for *row, line in ROWS if plain in line and "&" not in line]
        with check(changed):
            assert rows
            expect_none(wrong_answers(rows, PLAIN))


@pytest.mark.parametrize("layout", STRUCTURED, ids=["json", "logfmt"])
def test_the_same_in_structured_output(layout: str) -> None:
    expect_none(wrong_answers([row for row in ROWS if row[0].startswith("executor")], layout, quoted=True))


def test_there_are_lines_of_every_layer_and_family() -> None:
    assert {row[0].partition("-")[0] for row in ROWS} >= {layer.id for layer in layers.layers()}
    assert {row[1] for row in ROWS} - {NONE} == {family.id for family in layers.families()}
