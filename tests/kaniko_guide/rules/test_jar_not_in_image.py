from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, lines: str) -> list[str]:
    return findings_in(directory, {"Dockerfile": f"FROM eclipse-temurin:21-jre\n{lines}\n"}, "jar-not-in-image")


@pytest.mark.parametrize(
    "lines",
    [
        'COPY a.jar b.jar\nENTRYPOINT ["java", "-jar", "a.jar"]',
        'COPY a.jar lib/\nENTRYPOINT ["java", "-jar", "a.jar"]',
    ],
)
def test_found(tmp_path: Path, lines: str) -> None:
    (line,) = findings(tmp_path, lines)
    assert line.startswith("Dockerfile:3:29 The image has no")


@pytest.mark.parametrize(
    "lines",
    [
        'COPY *.jar /lib/\nENTRYPOINT ["java", "-jar", "lib/x.jar"]',
        'WORKDIR /b\nCOPY target .\nENTRYPOINT ["java", "-jar", "/b/c/x.jar"]',
        'COPY a.jar b.jar\nRUN mv b.jar a.jar\nENTRYPOINT ["java", "-jar", "a.jar"]',
    ],
)
def test_not_found(tmp_path: Path, lines: str) -> None:
    assert findings(tmp_path, lines) == []
