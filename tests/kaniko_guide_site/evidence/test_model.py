"""The checks as `checks.yml` describes them: levels, substitutes, versions and packages."""

from __future__ import annotations

import pytest

from kaniko_guide_site.evidence import model
from kaniko_guide_site.evidence.model import Level, Mark
from kaniko_guide_site.lockfile import locked_versions
from tests.support import ROOT


def test_a_stub_api_server_grants_no_level_of_a_real_one() -> None:
    stubbed = [check for check in model.checks().values() if "no-cluster" in check.limitations]
    assert {check.name for check in stubbed} == {"kubectl", "secret-command"}
    assert {check.level for check in stubbed} == {Level.PARSES}
    assert {check.substitute.en for check in stubbed if check.substitute} == {"fake API server"}
    assert all(check.substitute is not None for check in stubbed)


def test_only_a_check_of_recorded_output_grants_no_level() -> None:
    without = {check.name for check in model.checks().values() if check.level is None}
    assert without == {"end-to-end-output", "cluster-output"}


@pytest.mark.parametrize(
    ("mark", "levels"),
    [
        (Mark.WRITTEN, [Level.PARSES, Level.SCHEMA, Level.LINTED]),
        (Mark.ACCEPTED, [Level.ACCEPTED]),
        (Mark.RUN, [Level.COMMAND_RUN, Level.POD_RAN, Level.IMAGE_BUILT, Level.PUSHED, Level.STARTED]),
    ],
)
def test_marks_sum_up_the_levels(mark: Mark, levels: list[Level]) -> None:
    assert [level for level in Level if level.mark is mark] == levels


def test_levels_and_marks_have_names() -> None:
    assert list(model.LEVELS) == list(Level)
    assert list(model.MARKS) == list(Mark)


def test_every_package_of_a_check_is_locked() -> None:
    for check in model.checks().values():
        assert set(check.packages.values()) <= locked_versions(ROOT).keys(), check.name


def test_every_recorded_check_has_a_version() -> None:
    recorded = [check for check in model.checks().values() if check.is_recorded]
    assert {check.name: check.version for check in recorded if not check.version} == {}
