"""Settings that send Maven elsewhere are refused; verify asks Maven with the right ones."""

from __future__ import annotations

import pytest

from lab.checks import maven_mirror

pytestmark = pytest.mark.tool


@pytest.mark.parametrize("words", ["mirrorOf>", "central", "https://maven.aliyun.com", "</mirrors>"])
def test_settings_that_send_it_elsewhere_are_refused(words: str) -> None:
    broken = maven_mirror.SETTINGS.read_text("utf-8").replace(words, f"x{words}")
    assert maven_mirror.complaints(broken) != []
