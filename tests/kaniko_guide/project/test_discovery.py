"""Which files of a directory are found, and which are skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.cli import exit_codes
from kaniko_guide.project.files import MAX_BYTES
from tests.kaniko_guide.command import SHELL, check, not_understood, write

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_file_named_dash_in_a_directory_is_a_file(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(working_directory, {"-": "#!/bin/sh\nls\n"})
    assert check(capsys) == (exit_codes.CLEAN, [], "")


def test_directories_with_generated_files_are_skipped(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        working_directory,
        {f"{name}/a.sh": SHELL for name in (".git", "node_modules", ".venv", "target")} | {"b.sh": "ls\n"},
    )
    assert check(capsys) == (exit_codes.CLEAN, [], "")


def test_links_out_of_the_directory_are_not_read(
    working_directory: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    write(outside, {"a.sh": SHELL, "pod.txt": "kind: Pod\nspec: 3\n"})
    pipeline = "pipeline {\n  agent { kubernetes { yamlFile 'pod.txt' } }\n}\n"
    write(working_directory, {"inside.sh": SHELL, "Jenkinsfile": pipeline})
    (working_directory / "link.sh").symlink_to(outside / "a.sh")
    (working_directory / "pod.txt").symlink_to(outside / "pod.txt")
    (working_directory / "directory").symlink_to(outside)
    (working_directory / "again.sh").symlink_to("inside.sh")
    code, found, err = check(capsys, "--select=placeholder-left,schema")
    assert (code, found) == (exit_codes.FINDINGS, ["again.sh:1 placeholder-left"])
    assert err == ""
    assert not_understood(capsys) == [
        "Jenkinsfile:2 missing-pod-file",
        "directory:1 link-outside",
        "link.sh:1 link-outside",
    ]


def test_large_yaml_in_a_directory_is_not_checked(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        working_directory, {"crds.yaml": b"kind: List\n" + b"#" * MAX_BYTES, "b.sh": SHELL, "c": b"#" * (MAX_BYTES + 1)}
    )
    code, found, err = check(capsys)
    assert (code, found) == (exit_codes.FINDINGS, ["b.sh:1 placeholder-left"])
    assert err == ""
    assert not_understood(capsys) == ["crds.yaml:1 large-yaml"]
