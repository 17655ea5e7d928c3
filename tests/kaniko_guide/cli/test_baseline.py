"""The baseline: known findings are not reported, new ones are, whatever moved."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from pytest_check import check as checked

from kaniko_guide import cli
from kaniko_guide.cli import exit_codes
from kaniko_guide.cli.baseline import MAX_LINE
from tests.kaniko_guide.command import SHELL, check, write

if TYPE_CHECKING:
    from pathlib import Path

WRITTEN = "kaniko-guide: wrote {} to the baseline {}\n"


@pytest.fixture
def old(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A repository with a baseline."""
    write(working_directory, {".git/HEAD": "", "ci/a.sh": f"ls\n{SHELL}", "Dockerfile": "FROM openjdk:21-jdk-slim\n"})
    assert cli.main(["check", "--lang=en", "--write-baseline=baseline.json"]) == exit_codes.CLEAN
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == "Checked 2 files: no findings, 2 in the baseline."
    assert err == WRITTEN.format("2 findings", "baseline.json")
    return working_directory


def entries(path: Path) -> list[dict[str, object]]:
    data = json.loads(path.read_text("utf-8"))
    assert data["version"] == 1
    found: list[dict[str, object]] = data["findings"]
    return found


def test_the_file_can_be_reviewed(old: Path) -> None:
    assert entries(old / "baseline.json") == [
        {
            "path": "Dockerfile",
            "rule": "removed-image",
            "message": "deleted",
            "line": "FROM openjdk:21-jdk-slim",
            "count": 1,
        },
        {
            "path": "ci/a.sh",
            "rule": "placeholder-left",
            "message": "default",
            "line": "kubectl logs <pod>",
            "count": 1,
        },
    ]


def test_known_findings_are_counted_and_do_not_fail(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(capsys)[0] == exit_codes.FINDINGS
    for paths in ([], ["ci/a.sh", "Dockerfile"], [str(old)], ["ci", "Dockerfile"]):
        assert check(capsys, "--baseline=baseline.json", *paths) == (exit_codes.CLEAN, [], "")
    cli.main(["check", "--format=json", "--baseline=baseline.json"])
    left_out = json.loads(capsys.readouterr().out)["left_out"]
    assert (left_out["findings"]["in_baseline"], left_out["unused_in_baseline"]) == (2, 0)


def test_it_is_found_by_the_configuration_from_any_directory(
    old: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(old, {"kaniko-guide.toml": 'baseline = "baseline.json"\n'})
    assert check(capsys)[:2] == (exit_codes.CLEAN, [])
    monkeypatch.chdir(old / "ci")
    assert check(capsys, "a.sh", "../Dockerfile")[:2] == (exit_codes.CLEAN, [])
    assert check(capsys, "--isolated", "a.sh")[1] == ["a.sh:2 placeholder-left"]
    assert cli.main(["check", "--lang=en", "--write-baseline=../baseline.json", ".."]) == exit_codes.CLEAN
    assert capsys.readouterr().err == WRITTEN.format("2 findings", "../baseline.json")


@pytest.mark.parametrize(
    ("content", "new"),
    [
        (f"#!/bin/sh\n\n\n# a comment\nls\n{SHELL}", []),
        (f"ls\n    {SHELL}", []),
        (f"{SHELL}kubectl get <pod>\n", ["ci/a.sh:2 placeholder-left"]),
        (f"{SHELL}{SHELL}{SHELL}", ["ci/a.sh:2 placeholder-left", "ci/a.sh:3 placeholder-left"]),
        ("kubectl logs <pods>\n", ["ci/a.sh:1 placeholder-left"]),
    ],
)
def test_only_what_is_new_is_reported(
    old: Path, capsys: pytest.CaptureFixture[str], content: str, new: list[str]
) -> None:
    write(old, {"ci/a.sh": content})
    assert check(capsys, "--baseline=baseline.json")[1] == new
    write(old, {"b.sh": SHELL})
    assert check(capsys, "--baseline=baseline.json")[1] == ["b.sh:1 placeholder-left", *new]


def test_entries_without_a_finding_are_reported(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(old, {"ci/a.sh": "ls\n"})
    for arguments, unused in (([], 1), (["Dockerfile"], 0), (["--select=removed-image"], 0), (["ci"], 1)):
        cli.main(["check", "--lang=en", "--baseline=baseline.json", *arguments])
        out = capsys.readouterr().out
        assert ("1 finding of the baseline is gone; write it again." in out.splitlines()) == bool(unused)


def test_findings_of_every_severity_are_known(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  x: 1\n"
    write(working_directory, {"a.yaml": pod, "a.sh": SHELL})
    assert check(capsys, "--severity=info")[1]
    cli.main(["check", "--write-baseline=b.json"])
    capsys.readouterr()
    assert check(capsys, "--severity=info", "--baseline=b.json")[1] == []


def test_it_has_no_secret_and_no_long_line(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    long = f"echo {'x' * 500} <pod>\n"
    write(working_directory, {"a.sh": f"DB_PASSWORD=hunter2 kubectl logs <pod>\n{long}"})
    cli.main(["check", "--write-baseline=b.json"])
    text = (working_directory / "b.json").read_text("utf-8")
    assert "hunter2" not in text
    assert all(len(str(entry["line"])) < MAX_LINE + 100 for entry in entries(working_directory / "b.json"))
    capsys.readouterr()
    assert check(capsys, "--baseline=b.json")[1] == []
    write(working_directory, {"a.sh": f"DB_PASSWORD=other2 kubectl logs <pod>\n{long.replace(' <', 'y <')}"})
    assert check(capsys, "--baseline=b.json")[1] == ["a.sh:2 placeholder-left"]


def test_standard_input(old: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    import io  # noqa: PLC0415
    import sys  # noqa: PLC0415

    assert old
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SHELL.encode())))
    assert check(capsys, "--baseline=baseline.json", "--stdin-filename=ci/a.sh")[1] == []


def test_it_is_not_written_if_a_file_could_not_be_checked(old: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(old, {"b.sh": b"\xff"})
    before = (old / "baseline.json").read_bytes()
    assert cli.main(["check", "--lang=en", "--write-baseline=baseline.json"]) == exit_codes.ERROR
    assert "the baseline was not written, as files could not be checked" in capsys.readouterr().err
    assert (old / "baseline.json").read_bytes() == before


ENTRY = '{"path": "a", "rule": "b", "message": "c", "line": "d", "count": %s}'


def test_what_is_no_baseline(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for content, message in [
        (None, "no such baseline; write it with `--write-baseline`, or check the path"),
        ("", "no valid baseline (Input data was truncated)"),
        ("{}", "no valid baseline (Object missing required field `version`)"),
        ("[" * 100_000, "no valid baseline ("),
        ('{"version": 2, "findings": []}', "no valid baseline (Invalid enum value 2"),
        ('{"version": 1, "findings": [' + ENTRY % 0 + "]}", "no valid baseline (Expected `int` >= 1"),
        ('{"version": 1, "findings": [' + ENTRY % "true" + "]}", "no valid baseline (Expected `int`, got `bool`"),
        ('{"version": 1, "findings": [{"path": 1}]}', "no valid baseline (Expected `str`, got `int`"),
        (b"\xff", "no valid baseline ("),
    ]:
        with checked(f"{content!r}, {message}"):
            write(working_directory, {"a.sh": SHELL} | ({} if content is None else {"b.json": content}))
            code, found, err = check(capsys, "--baseline=b.json")
            assert (code, found) == (exit_codes.ERROR, [])
            assert err.startswith(f"kaniko-guide: b.json: {message}")
            assert err.count("\n") == 1
            write(working_directory, {"kaniko-guide.toml": 'baseline = "b.json"\n'})
            assert check(capsys)[2].startswith(f"kaniko-guide: {working_directory}/b.json: {message}")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--baseline=a", "--write-baseline=b"], "--baseline and --write-baseline: expected only one"),
        (["--write-baseline=none/b.json"], "none/b.json: cannot be written (No such file or directory)"),
        (["--write-baseline=."], ".: cannot be written ("),
        (["--baseline=."], ".: found a pipe, a socket or a device"),
    ],
)
def test_wrong_usage(
    working_directory: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    write(working_directory, {"a.sh": SHELL})
    code, found, err = check(capsys, *arguments)
    assert (code, found) == (exit_codes.ERROR, [])
    assert err.startswith(f"kaniko-guide: {message}")


def test_known_findings_are_not_fixed(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(working_directory, {"a.sh": "$ kubectl get pods\n"})
    cli.main(["check", "--write-baseline=b.json"])
    write(working_directory, {"a.sh": "ls\n$ kubectl get pods\n$ kubectl get nodes\n", "off.sh": "$ ls\n"})
    write(working_directory, {"kaniko-guide.toml": '[per-path-ignores]\n"off.sh" = ["pasted-prompt"]\n'})
    capsys.readouterr()
    assert cli.main(["check", "--lang=en", "--baseline=b.json"]) == exit_codes.FINDINGS
    assert "1 finding with [*] can be fixed" in capsys.readouterr().out
    assert cli.main(["check", "--lang=en", "--baseline=b.json", "--diff"]) == exit_codes.FINDINGS
    assert capsys.readouterr().err == "kaniko-guide: would fix 1 finding in 1 file\n"
    assert cli.main(["check", "--baseline=b.json", "--fix"]) == exit_codes.CLEAN
    assert (working_directory / "a.sh").read_text("utf-8") == "ls\n$ kubectl get pods\nkubectl get nodes\n"
    assert (working_directory / "off.sh").read_text("utf-8") == "$ ls\n"


@pytest.mark.parametrize("option", ["--fix", "--diff"])
def test_a_baseline_is_not_written_while_files_are_fixed(capsys: pytest.CaptureFixture[str], option: str) -> None:
    code, _, err = check(capsys, "--write-baseline=b.json", option)
    assert code == exit_codes.ERROR
    assert "--write-baseline: expected without --fix and --diff" in err or "--write-baseline 不能" in err
