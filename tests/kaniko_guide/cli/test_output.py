"""The standard streams of a separate process: closed, full, or with another encoding."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kaniko_guide.cli import exit_codes
from tests.kaniko_guide.command import SHELL, write

pytestmark = pytest.mark.slow


def test_machines_get_utf_8_whatever_the_locale(working_directory: Path) -> None:
    write(working_directory, {"é.sh": "kubectl logs '<名😀é>'\n"})
    for form in ("json", "sarif"):
        done = subprocess.run(
            [sys.executable, "-m", "kaniko_guide", "check", "--severity=info", f"--format={form}", "--lang=zh", "."],
            capture_output=True,
            env={**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
            timeout=60,
            check=False,
        )
        assert (done.returncode, done.stderr) == (1, b"")
        assert "占位符" in json.dumps(json.loads(done.stdout.decode()), ensure_ascii=False)


def run(*arguments: str, **streams: Any) -> subprocess.CompletedProcess[str]:  # noqa: ANN401
    """Run the installed command in a separate process."""
    return subprocess.run(
        [sys.executable, "-m", "kaniko_guide", *arguments],
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        encoding="utf-8",
        timeout=60,
        check=False,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams,
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["rules"], exit_codes.CLEAN),
        (["rules", "schema"], exit_codes.CLEAN),
        (["check", "--help"], exit_codes.CLEAN),
        (["check", "bad.sh"], exit_codes.FINDINGS),
        (["check", "bad.sh", "--format=sarif"], exit_codes.FINDINGS),
        (["check", "good.sh"], exit_codes.CLEAN),
        (["show", "good.sh", "--format=json"], exit_codes.CLEAN),
    ],
)
def test_a_closed_pipe_ends_quietly_with_the_own_verdict(
    working_directory: Path, arguments: list[str], code: int
) -> None:
    write(working_directory, {"bad.sh": SHELL * 1000, "good.sh": "ls\n"})
    reader, writer = os.pipe()
    os.close(reader)
    done = run(*arguments, stdout=writer)
    os.close(writer)
    assert (done.returncode, done.stderr) == (code, "")


def test_head_takes_what_it_wants(working_directory: Path) -> None:
    write(working_directory, {"bad.sh": SHELL * 1000})
    command = f"'{sys.executable}' -m kaniko_guide check bad.sh | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        timeout=60,
        check=False,
    )
    first, code = done.stdout.splitlines()
    assert first.startswith("bad.sh:1:14: error: ")
    assert (code, done.stderr) == ("1", "")


def test_an_error_message_that_can_not_be_written_changes_no_exit_code() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    assert run("checks", stderr=writer).returncode == exit_codes.ERROR
    os.close(writer)


def test_a_full_disk_is_reported() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = run("rules", stdout=full)
    assert done.returncode == exit_codes.ERROR
    assert done.stderr == (
        "kaniko-guide: cannot write the output (No space left on device); free some space, or write it elsewhere\n"
    )


def test_streams_that_are_closed(working_directory: Path) -> None:
    write(working_directory, {"bad.sh": SHELL})
    shell = f"'{sys.executable}' -m kaniko_guide"
    for command, code, words in (
        (f"{shell} check bad.sh <&-", exit_codes.FINDINGS, ""),
        (f"{shell} check bad.sh >&-", exit_codes.FINDINGS, ""),
        (f"{shell} checks 2>&-", exit_codes.ERROR, ""),
        (
            f"{shell} check - <&-",
            exit_codes.ERROR,
            "kaniko-guide: <stdin>: standard input is closed, expected the content",
        ),
    ):
        done = subprocess.run(["bash", "-c", command], capture_output=True, encoding="utf-8", timeout=60, check=False)
        assert done.returncode == code
        assert done.stderr.startswith(words)
        assert done.stderr.count("\n") == bool(words)


@pytest.mark.parametrize("output_format", ["text", "json", "github", "sarif"])
def test_an_output_file_has_what_the_standard_output_would(working_directory: Path, output_format: str) -> None:
    write(working_directory, {"a.sh": SHELL, "é.sh": "kubectl logs '<名😀é>'\n", "old": "x" * 100_000})
    command = ["check", f"--format={output_format}", "a.sh", "é.sh"]
    expected = run(*command)
    for name in ("new", "old"):
        done = run(*command, f"--output-file={name}")
        assert (done.returncode, done.stdout, done.stderr) == (expected.returncode, "", "")
        assert (working_directory / name).read_text("utf-8") == expected.stdout
    assert sorted(path.name for path in working_directory.iterdir()) == ["a.sh", "new", "old", "é.sh"]
    assert (working_directory / "new").stat().st_mode & 0o777 == 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_link_is_replaced_and_not_followed(working_directory: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    precious = tmp_path_factory.mktemp("home") / "precious"
    precious.write_text("precious", "utf-8")
    write(working_directory, {"a.sh": SHELL})
    (working_directory / "report").symlink_to(precious)
    assert run("check", "a.sh", "--output-file=report").returncode == exit_codes.FINDINGS
    assert precious.read_text("utf-8") == "precious"
    assert not (working_directory / "report").is_symlink()


def test_an_output_file_that_is_a_pipe_or_can_not_be_written(working_directory: Path) -> None:
    write(working_directory, {"a.sh": SHELL})
    assert run("check", "a.sh", "--output-file=/dev/stdout").stdout.startswith("a.sh:1:14: ")
    for path, reason in (
        ("none/report", "No such file or directory"),
        (".", "Is a directory"),
        ("", "No such file or directory"),
        ("/dev/full", "No space left on device"),
    ):
        done = run("check", "a.sh", f"--output-file={path}")
        assert (done.returncode, done.stdout) == (exit_codes.ERROR, "")
        shown = path or "''"
        message = f"{shown}: cannot be written ({reason}); check the path and its permissions"
        assert done.stderr == f"kaniko-guide: {message}\n"


def test_quiet(working_directory: Path) -> None:
    write(working_directory, {"a.sh": SHELL, "b.sh": SHELL, "c.sh": b"\xff", "good.sh": "ls\n", "d.sh": "sh $x\n"})
    loud, quiet = run("check", "--lang=en"), run("check", "--quiet", "--lang=en")
    assert loud.returncode == quiet.returncode == exit_codes.ERROR
    assert loud.stderr == quiet.stderr != ""
    assert loud.stdout == f"{quiet.stdout}\n{loud.stdout.removeprefix(quiet.stdout)[1:]}"
    assert "Checked" not in quiet.stdout
    assert run("check", "-q", "good.sh").stdout == ""
    assert "::notice" not in run("check", "--quiet", "--format=github").stdout
