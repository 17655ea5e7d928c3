"""Each recorded check in `checks.yml` has a module."""

from __future__ import annotations

from lab import checks
from tests.kaniko_guide_site.evidence.recorded import RECORDED_CHECKS


def test_every_recorded_check_has_its_module() -> None:
    assert sorted(RECORDED_CHECKS) == list(checks.load())
