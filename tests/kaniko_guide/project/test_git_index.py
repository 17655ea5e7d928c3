from __future__ import annotations

import subprocess
from pathlib import Path, PurePosixPath

import pytest

from kaniko_guide.project import git_index
from tests.kaniko_guide.command import write


def git(directory: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=directory, check=True)


def repository(directory: Path, *executable: str) -> Path:
    write(directory, dict.fromkeys(("mvnw", "a/run.sh", "b", "中文.sh", "a" * 200), "a\n"))
    git(directory, "init", "--quiet")
    git(directory, "add", "--all")
    git(directory, "update-index", "--chmod=-x", "mvnw", "a/run.sh", "b", "中文.sh", "a" * 200)
    if executable:
        git(directory, "update-index", "--chmod=+x", *executable)
    return directory


@pytest.mark.parametrize("version", [2, 3])
def test_files_that_are_not_executable(tmp_path: Path, version: int) -> None:
    repository(tmp_path, "b", "a/run.sh")
    if version > 2:
        (tmp_path / "new").write_text("a", "utf-8")
        git(tmp_path, "add", "--intent-to-add", "new")
    found = git_index.plain_files(tmp_path)
    assert found == set(map(PurePosixPath, ["mvnw", "中文.sh", "a" * 200, *["new"] * (version > 2)]))


def test_index_that_is_not_understood(tmp_path: Path) -> None:
    assert git_index.plain_files(tmp_path) == set()
    index = repository(tmp_path) / ".git" / "index"
    content = index.read_bytes()
    for length in (0, 4, 12, 40, 80, 200):
        index.write_bytes(content[:length])
        assert len(git_index.plain_files(tmp_path)) < 5, length
    for broken in (b"X" + content[1:], content[:4] + b"\0\0\0\4" + content[8:], content[:13] + content[14:]):
        index.write_bytes(broken)
        assert git_index.plain_files(tmp_path) == set()
    index.rename(tmp_path / "other")
    index.symlink_to(tmp_path / "other")
    assert git_index.plain_files(tmp_path) == set()
