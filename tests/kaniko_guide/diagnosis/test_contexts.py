"""The part of a build that a line belongs to, by the texts around its error."""

from __future__ import annotations

import pytest
from pytest_check import check

from kaniko_guide.diagnosis.contexts import context_of, more_precise
from kaniko_guide.diagnosis.patterns import words_of
from kaniko_guide.facts.diagnosis.layers import Part

EXECUTOR = Part("executor")
PUSH = Part("executor", "push")
COPY = Part("executor", "copy")
AGENT = Part("agent")


def part_id(line: str, *, weak: bool = False) -> str | None:
    part = context_of(line, words_of(line), weak=weak)
    return part.id if part else None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("", None),
        ("some words about nothing", None),
        ("error building image: x", "executor"),
        ("error pushing image: x", "executor-push"),
        ("error building image: parsing dockerfile: x", "executor-dockerfile"),
        ("error building image: error building stage: failed to take snapshot: x", "executor-snapshot"),
        ("[2026-11-22T08:00:00.000Z] error pushing image: x", "executor-push"),
    ],
)
def test_the_wrapper_of_an_error_shows_the_part(line: str, expected: str | None) -> None:
    assert part_id(line) == expected


def test_the_rightmost_wrapper_decides() -> None:
    assert part_id("failed to take snapshot: error pushing image: x") == "executor-push"
    assert part_id("error pushing image: failed to take snapshot: x") == "executor-snapshot"


def test_a_wrapper_further_left_names_the_phase_where_the_innermost_does_not() -> None:
    assert part_id(
        "error building image: failed to take snapshot: unable to complete operation after 3 attempts: x"
    ) == ("executor-snapshot")


def test_a_wrapper_of_another_layer_names_no_phase() -> None:
    assert part_id("failed to take snapshot: fatal: x") == "scm"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("ERROR: x", "jenkins"),
        ("08:00:00  ERROR: x", "jenkins"),
        ("it said ERROR: x", None),
        ("SEVERE: x", "agent"),
        ("unexpected status code 418", "executor"),
        ("error pushing image: x", None),
    ],
)
def test_a_weak_context_is_the_shape_of_a_message(line: str, expected: str | None) -> None:
    assert part_id(line, weak=True) == expected


@pytest.mark.parametrize("line", ["ERROR: x", "SEVERE: x", "unexpected status code 418"])
def test_a_weak_context_counts_only_where_it_is_asked_for(line: str) -> None:
    assert part_id(line) is None


def test_the_more_precise_part() -> None:
    for part, other, expected in [
        (None, None, None),
        (None, PUSH, PUSH),
        (PUSH, None, PUSH),
        (EXECUTOR, None, EXECUTOR),
        (EXECUTOR, PUSH, PUSH),
        (EXECUTOR, EXECUTOR, EXECUTOR),
        (PUSH, EXECUTOR, PUSH),
        (PUSH, COPY, PUSH),
        (AGENT, PUSH, AGENT),
        (EXECUTOR, AGENT, EXECUTOR),
    ]:
        with check(f"{part}, {other}"):
            assert more_precise(part, other) == expected
