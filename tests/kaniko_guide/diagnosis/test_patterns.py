"""Patterns are found by whole words, in their order, wherever they are in a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaniko_guide.diagnosis.patterns import Index, end_of, matches, words_of
from kaniko_guide.facts.diagnosis import signatures
from kaniko_guide.facts.diagnosis.patterns import Pattern


def found(patterns: list[str | list[str]], line: str, before: list[str] | None = None) -> list[int]:
    index = Index((Pattern.parse(pattern), number) for number, pattern in enumerate(patterns))
    return [number for number, _, _ in index.find(line, words_of(line), before or [])]


@pytest.mark.parametrize(
    ("patterns", "line", "expected"),
    [
        (["error building image: "], "an error building image: x", [0]),
        (["building image: ", "error building"], "error building image: x", [0, 1]),
        (["a…c"], "a b c", [0]),
        (["a…c"], "c b a", []),
        (["Killed"], "Killed", [0]),
        (["Killed"], "OOMKilled", []),
        (["exit 137"], "exit 1370", [0]),
        (["a b", "c d"], "a b c d", [0, 1]),
        (["the word stands …here"], "the word stands right here", [0]),
        (["x word y"], "x words y", []),
        (["^fatal: …gone"], "fatal: it is gone", [0]),
        (["^fatal: "], "[2026-11-22T08:00:00.000Z] fatal: x", [0]),
        (["^fatal: "], "it was fatal: x", []),
        (["^E: "], "E: x", [0]),
        (["^E: "], "LICENSE: x", []),
    ],
)
def test_patterns_are_found_in_their_order(patterns: list[str | list[str]], line: str, expected: list[int]) -> None:
    assert found(patterns, line) == expected


def test_the_lines_above_count_too() -> None:
    assert found([["first line", "second"]], "second", ["first line"]) == [0]
    assert found([["first line", "second"]], "second", ["another"]) == []
    assert found([["first line", "second"]], "second", []) == []


def test_where_a_pattern_ends() -> None:
    assert end_of("a b c d", ("a", "c")) == 5
    assert end_of("a b c d", ("c", "a")) == -1


PATTERNS = [pattern for one in signatures.signatures() for pattern in one.patterns if len(pattern) == 1]
INDEX = Index((pattern, pattern) for pattern in PATTERNS)


@given(st.sampled_from(PATTERNS), st.sampled_from([" ", "~", "0: "]))
def test_the_index_finds_what_matches(pattern: Pattern, filler: str) -> None:
    (first, *rest) = pattern[-1]
    line = filler + filler.join([first.removeprefix("^"), *rest]) + filler
    if first.startswith("^"):
        line = line.removeprefix(filler)
    assert matches(pattern, line, ())
    assert pattern in [subject for _, _, subject in INDEX.find(line, words_of(line))]
