"""Compilation by Go, with a shell in place of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lab import go_build

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_progress_exit_code_and_last_lines_are_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(go_build, "REPORT_EACH", 2)
    reported: list[int] = []
    script = 'echo ignored; for name in a b c d "$LAST"; do echo $name >&2; done; pwd >&2; exit 3'
    code, printed = go_build.run(["sh", "-c", script], tmp_path, os.environ | {"LAST": "e"}, reported.append)
    assert (code, printed) == (3, f"a\nb\nc\nd\ne\n{tmp_path}\n")
    assert reported == [2, 4, 6]


def test_only_the_last_lines_are_kept(tmp_path: Path) -> None:
    _, printed = go_build.run(["sh", "-c", "seq 50 >&2"], tmp_path, os.environ, lambda _: None)
    assert printed.split() == [str(number) for number in range(31, 51)]
