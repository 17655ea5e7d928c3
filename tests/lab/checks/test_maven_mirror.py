"""Settings that do not lead Maven to the mirror fail; verify checks the valid ones."""

from __future__ import annotations

import pytest

from lab.checks import maven_mirror

pytestmark = [pytest.mark.slow, pytest.mark.tool]


@pytest.mark.parametrize("text", ["mirrorOf>", "central", "https://maven.aliyun.com", "</mirrors>"])
def test_settings_that_do_not_lead_to_the_mirror_fail(text: str) -> None:
    invalid = maven_mirror.SETTINGS.read_text("utf-8").replace(text, f"x{text}")
    assert maven_mirror.problems(invalid) != []
