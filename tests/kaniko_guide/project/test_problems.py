"""Internal errors: what is reported, and which files are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.project.problems import (
    NotCheckedCause,
    UncheckedError,
    UncheckedFile,
    reporting_internal_errors,
    run_without_failing,
)
from kaniko_guide.text import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Collection


@pytest.mark.parametrize(
    ("failing", "failing_together", "result", "left_out"),
    [
        ("", "", "abc", ""),
        ("b", "", "ac", "b"),
        ("abc", "", "", "abc"),
        ("", "ac", "", "abc"),
        ("b", "ac", "", "abc"),
    ],
)
def test_failing_items_are_left_out(failing: str, failing_together: str, result: str, left_out: str) -> None:
    def run(some: Collection[str]) -> str:
        if set(failing) & set(some) or (failing_together and set(failing_together) <= set(some)):
            raise ValueError
        return "".join(some)

    done, failed = run_without_failing(run, list("abc"), "")
    assert (done, "".join(sorted(failed))) == (result, left_out)


def test_internal_error_is_reported_with_its_rule_and_without_its_message() -> None:
    with pytest.raises(UncheckedError) as raised, reporting_internal_errors("a.sh"):
        dict[str, str]()["a secret"]
    problem = raised.value.problem
    assert (problem.path, problem.cause) == ("a.sh", NotCheckedCause.INTERNAL_ERROR)
    assert "KeyError, test_problems.py:" in problem.reason.en
    assert "secret" not in problem.reason.en + str(raised.value)
    error = raised.value.__cause__
    assert isinstance(error, KeyError)
    assert "(a-rule: KeyError, " in UncheckedFile.internal_error("a.sh", error, "a-rule").reason.en


@pytest.mark.parametrize("error", [OSError(5, "a"), UnreadableError("b.sh", Bilingual(zh="一。", en="One."))])
def test_system_error_is_not_an_internal_error(error: Exception) -> None:
    with pytest.raises(type(error)) as raised, reporting_internal_errors("a.sh"):
        raise error
    assert raised.value is error
