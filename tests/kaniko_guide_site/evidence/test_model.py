"""The checks as they are described: levels, versions and packages."""

from __future__ import annotations

from kaniko_guide_site.evidence import model
from kaniko_guide_site.lockfile import locked
from tests.support import ROOT


def test_a_stand_in_raises_no_level() -> None:
    stand_ins = [check for check in model.checks().values() if "no-cluster" in check.limits]
    assert stand_ins
    assert {check.level for check in stand_ins} <= {model.Level.PARSES, model.Level.RECORDED}


def test_every_package_of_a_check_is_locked() -> None:
    for check in model.checks().values():
        assert set(check.packages.values()) <= locked(ROOT).keys(), check.name


def test_every_heavy_check_has_a_version() -> None:
    assert {check.name: check.version for check in model.checks().values() if check.heavy and not check.version} == {}
