from __future__ import annotations

import pytest
from pytest_check import check

from kaniko_guide.facts import pod_security
from kaniko_guide.facts.pod_security import Control, FieldPath, Standard

ALLOWS = Control(
    name="a", standard=Standard.BASELINE, allowed=("Default", "localhost/*"), later={"1.35": ("Unmasked",)}
)
REJECTS = Control(name="b", standard=Standard.BASELINE, forbidden=("true",))


@pytest.mark.parametrize(
    ("version", "since", "reached"),
    [("1.9", "1.10", False), ("1.10", "1.9", True), ("1.34", "1.34", True), ("1.33", "1.34", False)],
)
def test_versions_are_compared_as_numbers(version: str, since: str, *, reached: bool) -> None:
    assert pod_security.is_at_least(version, since) is reached


def test_values_that_a_version_allows() -> None:
    for control, word, version, allowed in [
        (ALLOWS, "Default", "1.34", True),
        (ALLOWS, "default", "1.34", False),
        (ALLOWS, "localhost/profile", "1.34", True),
        (ALLOWS, "localhost", "1.34", False),
        (ALLOWS, "Unmasked", "1.34", False),
        (ALLOWS, "Unmasked", "1.35", True),
        (REJECTS, "true", "1.34", False),
        (REJECTS, "anything", "1.34", True),
    ]:
        with check(f"{control}, {word}"):
            assert control.allows(word, version) is allowed


def test_choices_are_those_of_the_version() -> None:
    assert ALLOWS.choices("1.34") == ["Default", "localhost/*"]
    assert ALLOWS.choices("1.36") == ["Default", "localhost/*", "Unmasked"]
    assert REJECTS.choices("1.36") == []


def test_a_standard_has_only_its_own_controls() -> None:
    assert pod_security.controls(Standard.PRIVILEGED) == ()
    for standard in (Standard.BASELINE, Standard.RESTRICTED):
        assert {control.standard for control in pod_security.controls(standard)} == {standard}


def test_a_field_is_written_with_dots() -> None:
    assert FieldPath.parse("containers.*.ports") == ("containers", "*", "ports")
