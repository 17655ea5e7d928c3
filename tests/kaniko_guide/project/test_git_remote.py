from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest

from kaniko_guide.project import git_remote
from kaniko_guide.project.git_remote import Clone

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://github.com/A/b.git", "github.com/a/b"),
        ("https://user:token@github.com/a/b/", "github.com/a/b"),
        ("git@github.com:a/b.git", "github.com/a/b"),
        ("ssh://git@gitlab.example.com:2222/a/b/c.git", "gitlab.example.com/a/b/c"),
        ("https://github.com/$OWNER/b", None),
        ("/srv/git/a.git", None),
        ("../a", None),
        ("", None),
    ],
)
def test_name(address: str, name: str | None) -> None:
    assert git_remote.repository_name(address) == name


def test_clone(tmp_path: Path) -> None:
    assert git_remote.read_clone(tmp_path) is None
    subprocess.run(["git", "init", "--quiet", "--initial-branch=a/b"], cwd=tmp_path, check=True)
    assert git_remote.read_clone(tmp_path) is None
    for name, address in {"other": "https://example.com/c/d", "origin": "git@example.com:a/b.git"}.items():
        subprocess.run(["git", "remote", "add", name, address], cwd=tmp_path, check=True)
    assert git_remote.read_clone(tmp_path) == Clone("example.com/a/b", "a/b")
    head = tmp_path / ".git" / "HEAD"
    head.write_text(f"{'0' * 40}\n", "utf-8")
    assert git_remote.read_clone(tmp_path) is None
    head.unlink()
    head.symlink_to(tmp_path / "c")
    assert git_remote.read_clone(tmp_path) is None
