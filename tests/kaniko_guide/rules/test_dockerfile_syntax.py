from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "FROM a\nCOPPY b c\n",
            "2:1 Kaniko fails with `dockerfile parse error on line 2: unknown instruction: COPPY (did ",
        ),
        ("RUN a\n", "1:1 Kaniko fails with `parsing dockerfile: no build stage in current context`."),
        ("", "1:1 Kaniko fails with `parsing dockerfile: file with no instructions`."),
    ],
)
def test_problems_are_findings(tmp_path: Path, content: str, expected: str) -> None:
    (found,) = findings_in(tmp_path, {"Dockerfile": content}, "dockerfile-syntax")
    assert found.startswith(f"Dockerfile:{expected}")


def test_valid_file(tmp_path: Path) -> None:
    content = "# syntax=docker/dockerfile:1\nARG V=21\nFROM a:$V AS b\nRUN <<EOF\nFRAM x\nEOF\nONBUILD RUN a\n"
    assert findings_in(tmp_path, {"Dockerfile": content}, "dockerfile-syntax") == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("COPY --form=a b c", "2:6 `COPY` has no flag `--form`"),
        ("ENV TZ", "2:5 `ENV` has no value"),
        ("ENV A=1 B", "2:9 `B` has no equals sign"),
        ("FROM a:1 IS b", "2:10 Expected `AS`, found `IS`"),
        ("RUN ls && \\\nWORKDIR /a", "3:1 The backslash at the end of the previous line makes"),
    ],
)
def test_found_after_the_first_line(tmp_path: Path, lines: str, expected: str) -> None:
    content = f"FROM eclipse-temurin:21-jre\n{lines}\n"
    (found,) = findings_in(tmp_path, {"Dockerfile": content}, "dockerfile-syntax")
    assert found.startswith(f"Dockerfile:{expected}")


def test_keywords_and_flags_are_allowed_where_valid(tmp_path: Path) -> None:
    lines = "RUN ls && \\\n  COPY || FROM\nENV A b\nENV A=b C='d'\nCOPY --chmod=7 a b"
    content = f"FROM eclipse-temurin:21-jre\n{lines}\n"
    assert findings_in(tmp_path, {"Dockerfile": content}, "dockerfile-syntax") == []
