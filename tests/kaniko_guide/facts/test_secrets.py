"""The data about forms of secrets: its types, and what both regular expression engines need of a pattern."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from pytest_check import check

from kaniko_guide.facts import secrets
from kaniko_guide.facts.secrets import SecretFormat
from tests.kaniko_guide.facts.diagnosis.data_file import loaded, problem

if TYPE_CHECKING:
    from pathlib import Path

NPM = {"id": "npm", "pattern": r"(\b)npm_\w+"}


def test_a_file_is_loaded_in_its_order(tmp_path: Path) -> None:
    data = {"formats": [NPM, {"id": "a", "pattern": "(=)x", "ignore_case": True}]}
    npm, other = loaded(tmp_path / "secrets.yml", data, secrets.File).formats
    assert npm == SecretFormat(id="npm", pattern=r"(\b)npm_\w+", ignore_case=False)
    assert other == SecretFormat(id="a", pattern="(=)x", ignore_case=True)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"id": "npm"}, "secrets.yml:4: Object missing required field `pattern` - at `$.formats[0]`"),
        ({"pattern": "x"}, "secrets.yml:4: Object missing required field `id` - at `$.formats[0]`"),
        (NPM | {"pattern": ["x"]}, "secrets.yml:6: Expected `str`, got `array` - at `$.formats[0].pattern`"),
        (NPM | {"ignore_case": "yes"}, "secrets.yml:6: Expected `bool`, got `str` - at `$.formats[0].ignore_case`"),
        (NPM | {"ignorecase": True}, "secrets.yml:4: Object contains unknown field `ignorecase` - at `$.formats[0]`"),
    ],
)
def test_wrong_data_is_reported_with_its_field(tmp_path: Path, entry: dict[str, Any], expected: str) -> None:
    assert problem(tmp_path / "secrets.yml", {"formats": [entry]}, secrets.File) == expected


def test_a_file_without_formats_is_rejected(tmp_path: Path) -> None:
    expected = "secrets.yml:1: Object missing required field `formats`"
    assert problem(tmp_path / "secrets.yml", {}, secrets.File) == expected


def test_ids_are_unique() -> None:
    ids = [known.id for known in secrets.formats()]
    assert sorted(set(ids)) == sorted(ids)


def test_a_pattern_has_one_group_and_nothing_that_only_python_has() -> None:
    """Group 1 is kept; named groups, flags and look-behinds differ between Python and JavaScript."""
    for known in secrets.formats():
        with check(f"{known}"):
            pattern = re.compile(known.pattern)
            assert (pattern.groups, known.pattern[0]) == (1, "(")
            assert not pattern.groupindex
            assert set(re.findall(r"\((\?[^:]?)", known.pattern)) <= {"?", "?=", "?!"}


def test_a_pattern_does_not_match_an_empty_secret() -> None:
    for known in secrets.formats():
        with check(f"{known}"):
            assert re.search(known.pattern, "") is None
