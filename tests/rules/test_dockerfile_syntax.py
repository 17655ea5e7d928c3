from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (
            "FROM a\nCOPPY b c\n",
            "2:1 Kaniko stops with `dockerfile parse error on line 2: unknown instruction: COPPY (did ",
        ),
        ("RUN a\n", "1:1 Kaniko stops with `parsing dockerfile: no build stage in current context`."),
        ("", "1:1 Kaniko stops with `parsing dockerfile: file with no instructions`."),
    ],
)
def test_problems_are_findings(tmp_path: Path, content: str, expected: str) -> None:
    (found,) = findings_in(tmp_path, {"Dockerfile": content}, "dockerfile-syntax")
    assert found.startswith(f"Dockerfile:{expected}")


def test_a_sound_file_has_none(tmp_path: Path) -> None:
    content = "# syntax=docker/dockerfile:1\nARG V=21\nFROM a:$V AS b\nRUN <<EOF\nFRAM x\nEOF\nONBUILD RUN a\n"
    assert findings_in(tmp_path, {"Dockerfile": content}, "dockerfile-syntax") == []
