"""The texts that programs print, from their sources: each is recognized as its row says, or has its reason.

A file of `records/log-texts/` begins with lines `# key: value`. Then each row has, separated by tabs: the text (a
format string), file and line, layer, phase (`-` for none), and `signature ID`, `context` or `left out: REASON`; where
the text by itself is too short to be recognized, also a whole line in which it is printed.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from kaniko_guide.diagnosis.causes import diagnose
from tests.support import ROOT, expect_none, name

if TYPE_CHECKING:
    from pathlib import Path

DIRECTORY = ROOT / "records" / "log-texts"
FILES = sorted(DIRECTORY.glob("*.tsv"))
WORDS = {"d": "3", "q": '"name"', "c": "x", "x": "1f", "X": "1F", "f": "1.5", "t": "true", "w": "the reason"}
VERB = re.compile(r"%(?:\[\d+\])?[-+# 0]*[\d.]*([a-zA-Z%])")
KEYS = {"source", "release", "command", "texts", "covered", "left-out"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file; `line` is its number."""

    line: int
    text: str
    position: str
    layer: str
    phase: str
    covered_by: str
    example: str

    @property
    def left_out(self) -> bool:
        """Whether no signature and no context has to recognize it."""
        return self.covered_by.startswith("left out: ")


def filled(text: str) -> str:
    """A format string with plausible words."""
    with_words = VERB.sub(lambda verb: "%" if verb[1] == "%" else WORDS.get(verb[1], "name"), text)
    return with_words.replace("\\n", "\n").replace("\\t", "\t")


@cache
def header(file: Path) -> dict[str, str]:
    """The lines `# key: value`."""
    lines = [line[2:].split(": ", 1) for line in file.read_text("utf-8").splitlines() if line.startswith("# ")]
    return dict(lines)


@cache
def rows(file: Path) -> tuple[Row, ...]:
    """The rows of a file."""
    lines = enumerate(file.read_text("utf-8").splitlines(), 1)
    fields = [(number, line.split("\t")) for number, line in lines if not line.startswith("# ")]
    return tuple(Row(number, *(cells if len(cells) == 6 else [*cells, ""])) for number, cells in fields)


def recognized(row: Row) -> tuple[str, set[str]]:
    """The part of a build, such as `executor-base`, and the signatures that a row's text is recognized as."""
    found = diagnose(io.BytesIO((row.example or filled(row.text)).encode()))
    return found.part.id if found.part else "", {cause.signature.id for cause in (*found.causes, *found.hints)}


def problem(row: Row) -> str | None:
    """What is wrong with a row."""
    part, signatures = recognized(row)
    kind, _, signature = row.covered_by.partition(" ")
    if kind == "signature" and signature not in signatures:
        return f"recognized as {sorted(signatures)}, not as {signature}"
    wanted = row.layer if row.phase == "-" else f"{row.layer}-{row.phase}"
    if part != wanted and not (row.phase == "-" and part.startswith(f"{row.layer}-")):
        return f"belongs to {part or 'no part'}, not to {wanted}"
    return None


@pytest.mark.slow
def test_covered_texts_are_recognized() -> None:
    for file in FILES:
        with check(f"{file}"):
            problems = [(row.line, problem(row), row.text) for row in rows(file) if not row.left_out]
            expect_none(
                [
                    f"{name(file)}:{line}:1: error: {text!r} {found} [log-text]"
                    for line, found, text in problems
                    if found
                ]
            )


def test_the_header_counts_the_rows() -> None:
    for file in FILES:
        with check(f"{file}"):
            left_out = sum(row.left_out for row in rows(file))
            assert header(file).keys() >= KEYS
            counts = (header(file)["texts"], header(file)["covered"], header(file)["left-out"])
            assert counts == (str(len(rows(file))), str(len(rows(file)) - left_out), str(left_out))


def test_what_is_left_out_has_its_reason() -> None:
    for file in FILES:
        with check(f"{file}"):
            kinds = re.compile(r"signature [a-z0-9-]+|context|left out: .{4,}")
            assert [row.line for row in rows(file) if not kinds.fullmatch(row.covered_by)] == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("reading %s: %w", "reading name: the reason"),
        ("%d of %q\\n%5.1f%%", '3 of "name"\n1.5%'),
        ("no %[1]v", "no name"),
    ],
)
def test_verbs_are_filled_with_words(text: str, line: str) -> None:
    assert filled(text) == line


def test_a_text_that_is_not_recognized_is_reported() -> None:
    row = Row(1, "no such text", "a.go:1", "executor", "-", "signature unknown-flag", "")
    assert problem(row) == "recognized as [], not as unknown-flag"
    assert (
        problem(Row(1, "no such text", "a.go:1", "executor", "-", "context", ""))
        == "belongs to no part, not to executor"
    )
