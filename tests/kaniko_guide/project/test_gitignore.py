"""Which files of a directory `.gitignore` hides from the check."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from kaniko_guide import cli
from kaniko_guide.cli import exit_codes
from kaniko_guide.project import gitignore
from kaniko_guide.project.gitignore import IgnoredFiles
from tests.kaniko_guide.command import SHELL, check, not_understood, write

if TYPE_CHECKING:
    import pytest


def left_out(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, int]:
    cli.main(["check", "--format=json", *arguments])
    files: dict[str, int] = json.loads(capsys.readouterr().out)["left_out"]["files"]
    return files


def test_ignored_files_are_counted_and_not_checked(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(
        working_directory,
        {
            ".gitignore": "*.gen.sh\n/out/\n",
            "a.sh": SHELL,
            "a.gen.sh": SHELL,
            "out/deep/c.sh": SHELL,
            "sub/.gitignore": "!kept.gen.sh\nb.sh\n",
            "sub/b.sh": SHELL,
            "sub/kept.gen.sh": SHELL,
            "sub/out/d.sh": SHELL,
        },
    )
    found = ["a.sh:1 placeholder-left", "sub/kept.gen.sh:1 placeholder-left", "sub/out/d.sh:1 placeholder-left"]
    assert check(capsys)[1] == found
    assert left_out(capsys) == {"excluded": 0, "git_ignored": 3}
    cli.main(["check", "--lang=en"])
    assert "\nNot checked: 3 files that .gitignore ignores.\n" in capsys.readouterr().out
    assert len(check(capsys, "--isolated")[1]) == 6
    assert check(capsys, "a.gen.sh")[1] == ["a.gen.sh:1 placeholder-left"]


def test_lists_above_the_directory_apply_up_to_the_repository(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        working_directory,
        {
            ".gitignore": "a.sh\n",
            "repository/.git/info/exclude": "d.sh\n",
            "repository/.gitignore": "/sub/b.sh\n",
            "repository/sub/a.sh": SHELL,
            "repository/sub/b.sh": SHELL,
            "repository/sub/c.sh": SHELL,
            "repository/sub/d.sh": SHELL,
        },
    )
    found = ["repository/sub/a.sh:1 placeholder-left", "repository/sub/c.sh:1 placeholder-left"]
    assert check(capsys, "repository/sub")[1] == found
    assert check(capsys, "repository")[1] == found


def test_a_named_directory_is_checked_though_it_is_ignored(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(working_directory, {".git/HEAD": "", ".gitignore": "/out/\n", "out/a.sh": SHELL})
    assert check(capsys, "out")[1] == ["out/a.sh:1 placeholder-left"]


def test_a_file_that_copy_names_is_there_though_it_is_ignored(
    working_directory: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(
        working_directory,
        {
            ".git/HEAD": "",
            ".gitignore": "dist/\napp.conf\n",
            "Dockerfile": "FROM alpine:3.20\nCOPY dist/app.js app.conf missing.conf /app/\n",
            "Jenkinsfile": "node { sh '/kaniko/executor --context=. --destination=h.example.com/a/b:1' }\n",
            "dist/app.js": "",
            "app.conf": "",
        },
    )
    assert check(capsys, "--select=copy-source-missing")[1] == ["Dockerfile:2 copy-source-missing"]
    cli.main(["check", "--select=copy-source-missing", "--format=json"])
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert "missing.conf" in finding["message"]


def test_lists_of_a_hostile_repository(
    working_directory: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    write(outside, {"list": "a.sh\n"})
    write(
        working_directory,
        {
            "a.sh": SHELL,
            "pipe/a.sh": SHELL,
            "bytes/.gitignore": b"\xff\n\xfe[\nb.sh\n",
            "bytes/a.sh": SHELL,
            "bytes/b.sh": SHELL,
            "long/.gitignore": "a.sh\n" * gitignore.MAX_BYTES,
            "long/a.sh": SHELL,
            "many/.gitignore": "".join(f"*{number}\n" for number in range(1001)),
            "many/1": "#!/bin/sh\nls\n",
            "deep/.gitignore": "".join(f"*{number}\n" for number in range(600)),
            "deep/er/.gitignore": "".join(f"*.{number}\n" for number in range(600)) + "a.sh\n",
            "deep/er/a.sh": SHELL,
        },
    )
    (working_directory / ".gitignore").symlink_to(outside / "list")
    os.mkfifo(working_directory / "pipe" / ".gitignore")
    found = check(capsys)[1]
    assert found == [f"{name}a.sh:1 placeholder-left" for name in ("", "bytes/", "deep/er/", "long/", "pipe/")]
    long = ["deep/er/.gitignore", "long/.gitignore", "many/.gitignore"]
    assert not_understood(capsys) == [f"{path}:1 long-gitignore" for path in long]


def test_the_same_files_as_git(tmp_path: Path) -> None:
    files = {
        ".gitignore": "*.log\n!keep.log\nbuild/\n/root.txt\ndocs/**/draft\n",
        "sub/.gitignore": "*\n!*.sh\n!/deep/\n",
        "sub/deep/.gitignore": "x?.sh\n",
    }
    names = ["a.log", "keep.log", "build/a", "root.txt", "sub/root.txt", "sub/a.sh", "sub/deep/x1.sh", "sub/deep/y.sh"]
    names += ["docs/draft", "docs/a/b/draft", "docs/a/b/other", "sub/other/a.sh", "sub/build/a.sh", "build2/a", "é.log"]
    write(tmp_path, files | dict.fromkeys(names, "x"))
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--others", "--exclude-standard"],
        cwd=tmp_path,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull},
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout.split("\0")
    ignored = IgnoredFiles(tmp_path)
    kept = [""]
    for directory, subdirectories, found in os.walk(tmp_path):
        subdirectories[:] = [name for name in subdirectories if name != ".git"]
        ignored.enter(Path(directory))
        kept += [
            (Path(directory) / name).relative_to(tmp_path).as_posix()
            for name in found
            if not ignored.ignores(Path(directory), name)
        ]
    assert sorted(kept) == sorted(listed)


def test_ignored_only_is_nothing_to_check(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(working_directory, {".gitignore": "*.sh\n", "a.sh": SHELL})
    code, found, err = check(capsys)
    assert (code, found) == (exit_codes.ERROR, [])
    assert err.startswith("kaniko-guide: .: no file to check; ")
