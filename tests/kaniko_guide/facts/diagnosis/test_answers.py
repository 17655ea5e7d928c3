"""The data about answers of registries: its types, and that its texts do not contradict each other."""

from __future__ import annotations

from http import HTTPStatus
from itertools import permutations
from typing import TYPE_CHECKING, Any

import pytest

from kaniko_guide.facts.diagnosis import answers, layers
from kaniko_guide.facts.diagnosis.answers import Code, Operation
from kaniko_guide.facts.diagnosis.layers import Part
from kaniko_guide.facts.diagnosis.patterns import Pattern
from tests.kaniko_guide.facts.diagnosis.data_file import loaded, problem

if TYPE_CHECKING:
    from pathlib import Path

PUSH = {"id": "put", "verbs": ["PUT"], "addresses": ["/v2/…/manifests/"], "phase": "push"}
VALID: dict[str, Any] = {
    "operations": [PUSH, {"id": "ping", "verbs": ["GET", "HEAD"], "addresses": ["/v2/"]}],
    "codes": [{"id": "DENIED", "texts": ["DENIED: "]}],
    "before_status": ["status code "],
    "statuses": ["401 Unauthorized"],
}


def test_a_file_is_loaded(tmp_path: Path) -> None:
    file = loaded(tmp_path / "answers.yml", VALID, answers.File)
    put, ping = file.operations
    assert put == Operation(id="put", verbs=("PUT",), addresses=(Pattern.parse("/v2/…/manifests/"),), phase="push")
    assert (put.part, ping.part) == (Part("executor", "push"), None)
    assert file.codes == (Code("DENIED", ("DENIED: ",)),)
    assert (file.before_status, file.statuses) == (("status code ",), ("401 Unauthorized",))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (
            {"operations": [PUSH | {"verbs": "PUT"}]},
            "answers.yml:5: Expected `array`, got `str` - at `$.operations[0].verbs`",
        ),
        (
            {"operations": [PUSH | {"phases": ["push"]}]},
            "answers.yml:4: Object contains unknown field `phases` - at `$.operations[0]`",
        ),
        (
            {"operations": [{"id": "x", "verbs": []}]},
            "answers.yml:4: Object missing required field `addresses` - at `$.operations[0]`",
        ),
        ({"codes": [{"id": "DENIED"}]}, "answers.yml:17: Object missing required field `texts` - at `$.codes[0]`"),
        (
            {"codes": [{"id": "A", "texts": [1]}]},
            "answers.yml:19: Expected `str`, got `int` - at `$.codes[0].texts[0]`",
        ),
        ({"statuses": [401]}, "answers.yml:23: Expected `str`, got `int` - at `$.statuses[0]`"),
    ],
)
def test_wrong_data_is_reported_with_its_field(tmp_path: Path, changed: dict[str, Any], expected: str) -> None:
    assert problem(tmp_path / "answers.yml", VALID | changed, answers.File) == expected


@pytest.mark.parametrize("missing", VALID)
def test_no_list_may_be_missing(tmp_path: Path, missing: str) -> None:
    rest = {key: value for key, value in VALID.items() if key != missing}
    expected = f"answers.yml:1: Object missing required field `{missing}`"
    assert problem(tmp_path / "answers.yml", rest, answers.File) == expected


def test_ids_are_unique() -> None:
    for ids in ([one.id for one in answers.operations()], [one.id for one in answers.codes()]):
        assert sorted(set(ids)) == sorted(ids)


def test_operations_name_phases_of_the_executor() -> None:
    assert {operation.part for operation in answers.operations()} - {None} <= set(layers.parts())
    assert all(verb.isupper() for operation in answers.operations() for verb in operation.verbs)


def test_a_line_with_the_text_of_one_code_does_not_have_another() -> None:
    """Except in lower case `manifest blob unknown`, for which both codes have the same cause."""
    pairs = permutations(answers.codes(), 2)
    inside = [(one.id, two.id) for one, two in pairs if any(a in b for a in one.texts for b in two.texts)]
    assert inside == [("BLOB_UNKNOWN", "MANIFEST_BLOB_UNKNOWN")]


def test_statuses_have_the_number_and_a_text() -> None:
    known = {str(status.value) for status in HTTPStatus}
    assert [status for status in answers.statuses() if status[:3] not in known or not status[3:].strip()] == []
    assert [status for status in answers.statuses() if status[3] != " "] == []


def test_the_number_of_a_status_follows_a_text_that_ends_with_a_space() -> None:
    assert [text for text in answers.before_status() if not text.endswith(" ")] == []
