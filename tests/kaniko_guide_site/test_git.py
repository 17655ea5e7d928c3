from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide_site import git
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_what_git_prints() -> None:
    assert git.output(ROOT, "hash-object", "--stdin", given="").strip() == b"e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


def test_nothing_without_a_repository_an_object_or_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert git.output(tmp_path, "log") == b""
    assert git.output(ROOT, "cat-file", "blob", "0" * 40) == b""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert git.output(ROOT, "--version") == b""
