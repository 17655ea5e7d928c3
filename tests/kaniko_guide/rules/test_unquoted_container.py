from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import PIPELINE, replace_first
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, old: str, new: str) -> list[str]:
    return findings_in(directory, {"Jenkinsfile": replace_first(PIPELINE, old, new)}, "unquoted-container")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("'kaniko')", "‘kaniko’)", "29:27 Groovy reads `‘kaniko’` as a variable."),
        ("'kaniko')", "kaniko)", "29:27 Groovy reads `kaniko` as a variable."),
    ],
)
def test_found(tmp_path: Path, old: str, new: str, expected: str) -> None:
    (line,) = findings(tmp_path, old, new)
    assert line.startswith(f"Jenkinsfile:{expected}")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("'kaniko')", "NAME)"),
        ("pipeline {", "def kaniko = 'kaniko'\npipeline {"),
    ],
)
def test_not_found(tmp_path: Path, old: str, new: str) -> None:
    assert findings(tmp_path, old, new) == []
