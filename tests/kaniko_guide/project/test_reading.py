"""Files that are read together; one that can't be read gives a clear error, never a traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project, rules
from kaniko_guide.cli import exit_codes
from kaniko_guide.text import UnreadableError
from tests.kaniko_guide.command import SHELL, check, not_understood, write

if TYPE_CHECKING:
    from pathlib import Path


POD = "spec:\n  containers:\n  - name: kaniko\n    image: example.com/kaniko:1-debug\n"


def test_paths_are_relative_to_shown_from(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "run.sh").write_text("echo hello\n", encoding="utf-8")
    read = project.read(tmp_path / "app", shown_from=tmp_path)
    assert [script.text.source.path for script in read.scripts] == ["app/run.sh"]


def test_every_source_of_scripts_and_pods_is_read(tmp_path: Path) -> None:
    pipeline = (
        "podTemplate(yaml: '''\nkind: Pod\n"
        + POD
        + "''') {\n  node(POD_LABEL) { container('kaniko') { sh 'id' } }\n}\n"
    )
    (tmp_path / "Jenkinsfile").write_text(pipeline, encoding="utf-8")
    (tmp_path / "pod.yaml").write_text("apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n" + POD, encoding="utf-8")
    (tmp_path / "run.sh").write_text("ls\n", encoding="utf-8")
    read = project.read(tmp_path)
    assert [found.in_jenkinsfile for found in read.pods] == [False, True]
    assert [str(script.text).strip() for script in read.scripts] == ["ls", "id"]
    assert [script.step is not None for script in read.scripts] == [False, True]


def test_script_longer_than_the_limit_is_reported(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(working_directory, {"a.sh": SHELL * 2000, "b/c.sh": SHELL * 2000, "d.sh": SHELL})
    code, found, err = check(capsys, "b", "a.sh", "d.sh")
    assert (code, found, err) == (exit_codes.FINDINGS, ["a.sh:1 nothing-understood", "d.sh:1 placeholder-left"], "")
    assert not_understood(capsys, "b", "a.sh", "d.sh") == ["b/c.sh:1 long-script", "a.sh:1 long-script"]


def test_missing_directory_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"none: no such directory; name the directory that contains the files$"):
        project.read(tmp_path / "none")


def test_file_instead_of_a_directory_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "Jenkinsfile").write_text("node { }\n", "utf-8")
    with pytest.raises(UnreadableError, match=r"Jenkinsfile: no such directory; name the directory"):
        project.read(tmp_path / "Jenkinsfile")


@pytest.mark.parametrize("name", ["Jenkinsfile", "Dockerfile", "a.yaml", "a.sh", ".dockerignore"])
@pytest.mark.parametrize(
    ("content", "byte"),
    [(b"\xff\xfee\0c\0", "column 1: found byte 0xff"), ("# 中".encode("gbk"), "0xd6")],
)
def test_file_that_is_not_utf_8_is_an_error(tmp_path: Path, name: str, content: bytes, byte: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableError) as caught:
        project.read(tmp_path)
    assert caught.value.path == name
    assert byte in caught.value.reason.en
    assert caught.value.reason.en.endswith("expected UTF-8; save the file as UTF-8")


def test_links_and_directories_with_the_names_of_files_are_skipped(tmp_path: Path) -> None:
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
def test_empty_file_has_no_findings(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"")
    assert rules.check(project.read(tmp_path)) == []


def test_files_are_read_again_with_another_text(working_directory: Path) -> None:
    write(
        working_directory,
        {
            "Jenkinsfile": "podTemplate(yaml: readFile('pod.yaml')) { node(POD_LABEL) { sh 'id' } }\n",
            "Dockerfile": "FROM alpine:3.20\n",
            "run.sh": SHELL,
        },
    )
    settings = project.Settings(executor="google-v1.24.0")
    (before,) = project.read_paths(["."], None, settings)
    (working_directory / "run.sh").unlink()
    after = before.with_texts({"Dockerfile": "FROM busybox:1.37\nUSER 0\n", "other": "x"})
    assert [str(script.text) for script in after.project.scripts] == [SHELL, "id"]
    assert [len(dockerfile.instructions) for dockerfile in after.project.dockerfiles] == [2]
    assert [len(dockerfile.instructions) for dockerfile in before.project.dockerfiles] == [1]
    assert [source.path for source in after.sources] == [source.path for source in before.sources]
    assert after.project.settings == settings
    assert before.with_texts({"other": "x"}) is before
