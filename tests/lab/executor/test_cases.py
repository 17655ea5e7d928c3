"""Cases: each has an expectation that its recorded outcome fulfills and that the outcome of its control does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lab.executor import cases
from tests.support import expect_none

if TYPE_CHECKING:
    from pathlib import Path

CASE = """\
proves: It works.
steps: [build {flag}]
expect:
  fork: &expected {expected}
  upstream: *expected
control: {control}
"""
PASSED = "$ build {flag}\n# exit code: 0\n# pushed images\n"
FAILED = "$ build {flag}\nerror\n# exit code: 1\n# pushed images\n"


@pytest.mark.slow
def test_every_case_is_proved_and_can_fail() -> None:
    expect_none(
        [
            f"records/executor-cases/{name}/case.yml:1:1: error: {problem} [case]"
            for name in cases.names()
            for problem in cases.problems(name)
        ]
    )


def test_every_record_belongs_to_a_case() -> None:
    known = {cases.record_file(name, release) for name in cases.names() for release in cases.OWNERS}
    assert sorted(set(cases.DIRECTORY.glob("*/*.txt")) - known) == []
    assert {path.name for path in cases.DIRECTORY.iterdir() if path.is_dir()} == set(cases.names())


def write(directory: Path, name: str, case: str, record: str = "") -> None:
    (directory / name / cases.CONTEXT).mkdir(parents=True)
    (directory / name / cases.CASE_FILE).write_text(case, "utf-8")
    for release in cases.OWNERS if record else ():
        cases.record_file(name, release, directory).write_text(record, "utf-8")


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """Two cases, each the control of the other."""
    write(tmp_path, "a", CASE.format(flag="-a", expected="{exit: 0}", control="b"), PASSED.format(flag="-a"))
    write(tmp_path, "b", CASE.format(flag="-b", expected="{exit: 1}", control="a"), FAILED.format(flag="-b"))
    return tmp_path


def for_both_releases(problem: str) -> list[str]:
    return [f"{release}: {problem}" for release in cases.OWNERS]


def test_two_valid_cases_have_no_problem(directory: Path) -> None:
    assert cases.names(directory) == ["a", "b"]
    assert [cases.problems(name, directory) for name in ("a", "b")] == [[], []]


@pytest.mark.parametrize(
    ("case", "record", "expected"),
    [
        (
            CASE.format(flag="-c", expected="{exit: 0}", control="b"),
            FAILED,
            for_both_releases("exit code: expected 0, found 1"),
        ),
        (
            CASE.format(flag="-c", expected="{exit: 0}", control="a"),
            PASSED,
            for_both_releases("the expectation also holds for the outcome of the control a"),
        ),
        (
            CASE.format(flag="-c", expected="{exit: 0}", control="c"),
            PASSED,
            for_both_releases("the control 'c' is no other case"),
        ),
        (
            CASE.format(flag="-c", expected="{exit: 0}", control="d"),
            PASSED,
            for_both_releases("the control 'd' is no other case"),
        ),
        (
            CASE.format(flag="-d", expected="{exit: 0}", control="b"),
            PASSED,
            for_both_releases("the recorded commands are not those of the case"),
        ),
        (
            CASE.format(flag="-c", expected="{exit: 0}", control="b"),
            "",
            for_both_releases("no recorded outcome; run: python -m lab.executor run --record c"),
        ),
    ],
)
def test_a_problem_of_a_case_is_found(directory: Path, case: str, record: str, expected: list[str]) -> None:
    write(directory, "c", case, record.format(flag="-c"))
    assert cases.problems("c", directory) == expected


def test_an_expectation_that_states_nothing_is_found(directory: Path) -> None:
    write(directory, "c", CASE.format(flag="-c", expected="{}", control="b"), PASSED.format(flag="-c"))
    empty = "the expectation states nothing"
    also = "the expectation also holds for the outcome of the control b"
    assert cases.problems("c", directory) == [f"{name}: {text}" for name in cases.OWNERS for text in (empty, also)]


def test_a_word_other_than_absent_is_found(directory: Path) -> None:
    case = CASE.format(flag="-c", expected="{exit: 0, files: {/a: missing}}", control="b")
    write(directory, "c", case, PASSED.format(flag="-c"))
    wrong = "/a: expected a mapping or 'absent', found 'missing'"
    found = "expected one image, found none"
    assert cases.problems("c", directory) == [f"{name}: {text}" for name in cases.OWNERS for text in (wrong, found)]


def test_each_release_may_have_a_control_of_its_own(directory: Path) -> None:
    case = CASE.format(flag="-c", expected="{exit: 0}", control="{fork: b, upstream: a}")
    write(directory, "c", case, PASSED.format(flag="-c"))
    assert cases.problems("c", directory) == [
        "upstream: the expectation also holds for the outcome of the control a",
    ]


def test_the_context_of_another_case(directory: Path) -> None:
    case = CASE.format(flag="-c", expected="{exit: 0}", control="b")
    write(directory, "c", f"context: a\n{case}", PASSED.format(flag="-c"))
    assert cases.context_directory("c", directory) == directory / "a" / "context"
    assert cases.problems("c", directory) == []
    write(directory, "d", f"context: none\n{case}", PASSED.format(flag="-c"))
    assert cases.problems("d", directory) == ["no directory none/context"]
