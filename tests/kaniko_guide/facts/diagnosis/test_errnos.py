"""The data about errors of file operations: its types, and that it agrees with the C library."""

from __future__ import annotations

import errno
import os
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest
from pytest_check import check

from kaniko_guide.facts.diagnosis import errnos
from kaniko_guide.facts.diagnosis.errnos import Errno, PathKind
from tests.kaniko_guide.facts.diagnosis.data_file import loaded, problem

if TYPE_CHECKING:
    from pathlib import Path

VALID: dict[str, Any] = {
    "errnos": [{"id": "EPERM", "texts": ["operation not permitted"]}],
    "operations": ["open", "link", "open"],
    "pairs": ["link"],
    "actions": ["copying"],
    "paths": [{"id": "dev", "prefixes": ["/dev/"]}],
}


def test_a_file_is_loaded(tmp_path: Path) -> None:
    file = loaded(tmp_path / "errnos.yml", VALID, errnos.File)
    assert file.errnos == (Errno("EPERM", ("operation not permitted",)),)
    assert file.operations == {"open", "link"}
    assert (file.pairs, file.actions) == (frozenset({"link"}), frozenset({"copying"}))
    assert file.paths == (PathKind("dev", ("/dev/",)),)


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"errnos": [{"id": 1, "texts": []}]}, "errnos.yml:4: Expected `str`, got `int` - at `$.errnos[0].id`"),
        (
            {"errnos": [{"id": "EIO", "text": ["x"]}]},
            "errnos.yml:4: Object contains unknown field `text` - at `$.errnos[0]`",
        ),
        ({"operations": {"open": 1}}, "errnos.yml:8: Expected `array`, got `object` - at `$.operations`"),
        ({"pairs": [2]}, "errnos.yml:12: Expected `str`, got `int` - at `$.pairs[0]`"),
        ({"paths": [{"id": "dev"}]}, "errnos.yml:16: Object missing required field `prefixes` - at `$.paths[0]`"),
    ],
)
def test_wrong_data_is_reported_with_its_field(tmp_path: Path, changed: dict[str, Any], expected: str) -> None:
    assert problem(tmp_path / "errnos.yml", VALID | changed, errnos.File) == expected


@pytest.mark.parametrize("missing", VALID)
def test_no_list_may_be_missing(tmp_path: Path, missing: str) -> None:
    rest = {key: value for key, value in VALID.items() if key != missing}
    expected = f"errnos.yml:1: Object missing required field `{missing}`"
    assert problem(tmp_path / "errnos.yml", rest, errnos.File) == expected


def test_the_text_of_the_c_library_is_one_of_the_texts() -> None:
    for known in errnos.errnos():
        with check(f"{known}"):
            assert os.strerror(getattr(errno, known.id)) in known.texts


def test_no_text_is_of_two_error_numbers() -> None:
    pairs = combinations(errnos.errnos(), 2)
    assert [(one.id, two.id) for one, two in pairs if {*one.texts} & {*two.texts}] == []


def test_operations_with_two_paths_are_operations() -> None:
    assert errnos.pairs() < errnos.operations()
    assert not errnos.actions() & errnos.operations()


def test_the_kinds_of_paths_have_unique_ids_and_absolute_beginnings() -> None:
    ids = [kind.id for kind in errnos.path_kinds()]
    assert len(ids) == len(set(ids))
    assert not {"root", "relative"} & set(ids)
    assert [path for kind in errnos.path_kinds() for path in kind.prefixes if not path.startswith("/")] == []
