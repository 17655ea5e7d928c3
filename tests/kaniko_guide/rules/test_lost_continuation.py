from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("ls\n  --all\n", "2:3 The shell runs `--all` as a program."),
        ("ls\n  --a=1 --b=2\n", "2:3 The shell runs `--a` as a program."),
    ],
)
def test_found(tmp_path: Path, script: str, expected: str) -> None:
    (line,) = findings_in(tmp_path, {"a.sh": script}, "lost-continuation")
    assert line.startswith(f"a.sh:{expected}")


@pytest.mark.parametrize("script", ["ls \\\n  --all -- -x\nA=-b ls - a\n", "ls \\\n  --all \\\n  --b=2\n", "- a\n"])
def test_not_found(tmp_path: Path, script: str) -> None:
    assert findings_in(tmp_path, {"a.sh": script}, "lost-continuation") == []
