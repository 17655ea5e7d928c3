"""The data of a claim: one subject, one proof, an outcome; contradictions between claims."""

from __future__ import annotations

from typing import Any

import pytest

from kaniko_guide.facts import MismatchError, as_type
from kaniko_guide.facts.claims import Claim, Proof, Subject, contradictions

VALID: dict[str, Any] = {
    "id": "x-works",
    "subject": {"flag": "--x"},
    "condition": "given",
    "outcome": {"fork": "it works", "upstream": "it works"},
    "proof": {"run": "a"},
}
FILES = {"fork": ["a.go"]}


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        ({"subject": {}}, "expected exactly one subject, found none"),
        ({"subject": {"flag": "--x", "path": "/x"}}, "expected exactly one subject, found flag, path"),
        ({"outcome": {}}, "a claim needs an outcome"),
        ({"proof": {}}, "expected exactly one proof, found none"),
        ({"proof": {"run": "a", "thread": "o/r#1"}}, "expected exactly one proof, found run, thread"),
        ({"proof": {"run": "a", "source": FILES}}, "expected exactly one proof, found run, source"),
        ({"proof": {"source": {"fork": []}}}, "a source needs files"),
        ({"proof": {"seen": "a"}}, "unknown field"),
    ],
)
def test_an_incomplete_claim_is_rejected(changed: dict[str, Any], problem: str) -> None:
    with pytest.raises(MismatchError, match=problem):
        as_type(VALID | changed, Claim)


@pytest.mark.parametrize(
    ("proof", "kind"),
    [
        ({"run": "a"}, "run"),
        ({"source": FILES}, "source"),
        ({"source": "the manual of a program"}, "source"),
        ({"thread": "o/r#1"}, "thread"),
        ({"inferred": "from the text", "source": FILES}, "inferred"),
        ({"unconfirmed": "never run"}, "unconfirmed"),
        ({"announced": "a pull request"}, "announced"),
    ],
)
def test_the_kind_of_a_proof(proof: dict[str, Any], kind: str) -> None:
    assert as_type(proof, Proof).kind == kind


def test_the_files_of_a_source() -> None:
    assert as_type({"source": FILES}, Proof).files == {"fork": ("a.go",)}
    assert as_type({"source": "a manual"}, Proof).files == {}


def test_the_name_of_a_subject() -> None:
    assert as_type({"exit_code": "137"}, Subject).name == "137"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"id": "y"}, []),
        ({}, ["x-works: two claims have this id"]),
        ({"id": "y", "outcome": {"fork": "it fails"}}, ["y and x-works: unlike outcomes of --x in fork"]),
        ({"id": "y", "outcome": {"fork": "it fails"}, "condition": "not given"}, []),
        ({"id": "y", "outcome": {"fork": "it fails"}, "subject": {"flag": "--y"}}, []),
    ],
)
def test_contradictions(changed: dict[str, Any], expected: list[str]) -> None:
    claims = [as_type(VALID, Claim), as_type(VALID | changed, Claim)]
    assert list(contradictions(claims)) == expected
