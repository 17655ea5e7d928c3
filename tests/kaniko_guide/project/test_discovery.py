"""Folders that can't be read, or only in part: a clear error that names the file, never a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project, rules
from kaniko_guide.text import UnreadableError

if TYPE_CHECKING:
    from pathlib import Path


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"none: there is no folder here; name the one that holds the files$"):
        project.read(tmp_path / "none")


def test_a_file_instead_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "Jenkinsfile").write_text("node { }\n", "utf-8")
    with pytest.raises(UnreadableError, match=r"Jenkinsfile: there is no folder here; name the one"):
        project.read(tmp_path / "Jenkinsfile")


@pytest.mark.parametrize("name", ["Jenkinsfile", "Dockerfile", "a.yaml", "a.sh", ".dockerignore"])
@pytest.mark.parametrize(
    ("content", "byte"),
    [(b"\xff\xfee\0c\0", "column 1: found the byte 0xff"), ("# 中".encode("gbk"), "0xd6")],
)
def test_a_file_that_is_not_utf_8(tmp_path: Path, name: str, content: bytes, byte: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableError) as caught:
        project.read(tmp_path)
    assert caught.value.path == name
    assert byte in caught.value.reason.en
    assert caught.value.reason.en.endswith("expected UTF-8; save it as UTF-8")


def test_links_and_folders_with_the_names_of_files(tmp_path: Path) -> None:
    (tmp_path / "Jenkinsfile").symlink_to("Jenkinsfile")
    (tmp_path / "Dockerfile").symlink_to("missing")
    (tmp_path / "again").symlink_to(".")
    for name in ("a.yaml", "a.sh", "recipe.yml", ".dockerignore"):
        (tmp_path / name).mkdir()
    (tmp_path / "a.yaml" / "b.sh").write_text("kubectl logs <pod>\n", "utf-8")
    read = project.read(tmp_path)
    assert [path.as_posix() for path in read.files] == ["a.yaml/b.sh"]
    assert [finding.path for finding in rules.check(read)] == ["a.yaml/b.sh"]


@pytest.mark.parametrize("name", ["Jenkinsfile", "a.yaml", "a.sh"])
def test_an_empty_file_is_no_fault(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    assert rules.check(project.read(tmp_path)) == []
