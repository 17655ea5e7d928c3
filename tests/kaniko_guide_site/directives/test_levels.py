"""The table of the levels of evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site.directives import levels
from kaniko_guide_site.evidence.model import LEVELS, Level, checks
from kaniko_guide_site.extension import expand
from tests.support import ROOT

if TYPE_CHECKING:
    from kaniko_guide.bilingual import Language


def rows(language: Language) -> dict[str, str]:
    """The row of each level."""
    lines = expand("::: levels", ROOT, language).splitlines()
    return {level: next(line for line in lines if line.startswith(f"| {LEVELS[level][language]} |")) for level in Level}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_level_that_no_check_grants_says_so(language: Language) -> None:
    granted = {check.level for check in checks().values()}
    says_so = {level for level, row in rows(language).items() if levels.UNGRANTED[language] in row}
    assert says_so == set(Level) - granted
    assert says_so == {Level.IMAGE_BUILT}


def test_programs_are_named_with_their_substitutes() -> None:
    table = rows("en")
    assert "kubectl (fake API server)" in table[Level.PARSES]
    substitute = "substitute base image"
    assert f"Kaniko ({substitute}), Buildah ({substitute})" in table[Level.STARTED]
    assert "已实测" in rows("zh")[Level.STARTED]
    assert "已检查写法（未运行）" in rows("zh")[Level.LINTED]
