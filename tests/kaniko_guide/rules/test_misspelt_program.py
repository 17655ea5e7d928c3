from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("kubctl get pods", "1:1 Unknown program `kubctl`."),
        ("/kaniko/exector --no-push", "1:1 Unknown program `/kaniko/exector`."),
    ],
)
def test_found(tmp_path: Path, script: str, expected: str) -> None:
    (line,) = findings_in(tmp_path, {"a.sh": script}, "misspelt-program")
    assert line.startswith(f"a.sh:{expected}")


@pytest.mark.parametrize(
    "script",
    [
        "kubctl() { kubectl; }\nkubctl\n",
        "mvnw; gradlew; kubectx; ./kubctl; $X; executor",
    ],
)
def test_not_found(tmp_path: Path, script: str) -> None:
    assert findings_in(tmp_path, {"a.sh": script}, "misspelt-program") == []
