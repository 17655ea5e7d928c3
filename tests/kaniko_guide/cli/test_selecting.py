"""Which findings fail, and whose file standard input is."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kaniko_guide import cli
from kaniko_guide.cli import exit_codes
from tests.kaniko_guide.command import SHELL, check, write
from tests.support import EXAMPLES, examples

if TYPE_CHECKING:
    from pathlib import Path

WARNING = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  x: 1\n  containers: [{name: a, image: 'a:1'}]\n"


@pytest.mark.parametrize(
    ("files", "arguments", "code"),
    [
        ({"a.sh": SHELL}, [], 1),
        ({"a.sh": SHELL}, ["--fail-on=error"], 1),
        ({"a.sh": SHELL}, ["--exit-zero"], 0),
        ({"a.yaml": WARNING}, [], 1),
        ({"a.yaml": WARNING}, ["--fail-on=error"], 0),
        ({"a.yaml": WARNING}, ["--fail-on=warning"], 1),
        ({"a.yaml": WARNING}, ["--severity=error"], 0),
        ({"a.sh": b"\xff"}, ["--exit-zero"], 2),
    ],
)
def test_what_fails(
    working_directory: Path,
    capsys: pytest.CaptureFixture[str],
    files: dict[str, str | bytes],
    arguments: list[str],
    code: int,
) -> None:
    write(working_directory, files)
    got, found, _ = check(capsys, *arguments)
    assert got == code
    assert bool(found) == (code != exit_codes.ERROR and "--severity=error" not in arguments)


def test_suggestions_fail_on_request(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pod = (EXAMPLES / "no-memory-limit" / "bad" / "Jenkinsfile").read_text("utf-8")
    write(working_directory, {"Jenkinsfile": pod})
    code, found, _ = check(capsys, "--severity=info")
    assert (code, found != []) == (exit_codes.CLEAN, True)
    assert check(capsys, "--severity=info", "--fail-on=info") == (exit_codes.FINDINGS, found, "")


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("ci/a.sh", SHELL, ["ci/a.sh:1 placeholder-left"]),
        ("Dockerfile", "FROM openjdk:21-jdk-slim\n", ["Dockerfile:1 removed-image"]),
        ("Jenkinsfile", "hello {\n", ["Jenkinsfile:1 groovy-syntax"]),
        ("excluded.sh", SHELL, []),
        ("off.sh", SHELL, []),
    ],
)
@pytest.mark.parametrize("paths", [[], ["-"]])
def test_the_name_of_standard_input(  # noqa: PLR0913, PLR0917
    working_directory: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    content: str,
    found: list[str],
    paths: list[str],
) -> None:
    configuration = 'exclude = ["excluded.sh"]\n[per-path-ignores]\n"off.sh" = ["placeholder-left"]\n'
    write(working_directory, {"kaniko-guide.toml": configuration})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content.encode())))
    assert check(capsys, f"--stdin-filename={name}", *paths)[1] == found


def test_errors_have_the_name_of_standard_input(
    working_directory: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert working_directory
    for content, message in ((b"\xff", "a.sh: line 1, column 1: found byte 0xff"), (b"hi", "a.txt: unknown kind of")):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        code, _, err = check(capsys, f"--stdin-filename={message.partition(':')[0]}")
        assert code == exit_codes.ERROR
        assert err.startswith(f"kaniko-guide: {message}")
    assert check(capsys, "--stdin-filename=a.sh", "b.sh")[2] == (
        "kaniko-guide: --stdin-filename: expected with - (standard input); add -, or remove the option\n"
    )


WHOLE_DIRECTORY = {"copy-source-missing", "dockerfile-missing", "missing-file", "unguarded-copy"}
"""Rules that only judge when all files of the repository are known."""


@pytest.mark.slow
@pytest.mark.parametrize("directory", examples("bad"), ids=str)
def test_named_files_and_their_directory_give_the_same_findings(
    directory: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(directory)
    names = sorted(
        os.path.relpath(os.path.join(parent, name))  # noqa: PTH118
        for parent, _, files in os.walk(".")
        for name in files
    )
    _, in_directory, _ = check(capsys, "--severity=info")
    checked = sorted({place.rpartition(":")[0] for place in in_directory} | set(names))
    usable = [name for name in checked if cli.main(["check", "--quiet", name]) != exit_codes.ERROR]
    capsys.readouterr()
    _, named, _ = check(capsys, "--severity=info", "--ignore=nothing-understood", *usable)
    difference = {place.split(" ")[1] for place in set(named) ^ set(in_directory)}
    assert difference <= WHOLE_DIRECTORY


@pytest.mark.slow
def test_git_is_not_run(working_directory: Path) -> None:
    """A repository whose configuration makes git run a program, and a directory of programs with none but that one."""
    write(
        working_directory,
        {"a.sh": SHELL, ".gitignore": "x\n", "kaniko-guide.toml": "", "bin/git": "#!/bin/sh\ntouch ran\n"},
    )
    (working_directory / "bin" / "git").chmod(0o755)
    subprocess.run(["git", "init", "--quiet", "."], check=True)
    subprocess.run(["git", "config", "core.fsmonitor", "touch ran; false"], check=True)
    done = subprocess.run(
        [sys.executable, "-m", "kaniko_guide", "check", "--severity=info"],
        env={**os.environ, "PATH": str(working_directory / "bin")},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == exit_codes.FINDINGS
    assert not (working_directory / "ran").exists()
