"""Programs are found, and what is missing skips tests or fails them under CI."""

from __future__ import annotations

import ast
import functools
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lab.tools import (
    EXEMPT_UNDER_CI,
    TOOLS,
    MissingToolError,
    UnavailableError,
    find,
    output_of,
    report_missing,
    unavailable,
)
from tests import conftest
from tests.support import ROOT, name, skip_or_fail

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

MODULES = sorted(
    path
    for directory in ("lab", "tests")
    for path in (ROOT / directory).rglob("*.py")
    if "node_modules" not in path.parts and path != Path(__file__)
)
NAMED_BY = {"find", "report_missing", "output_of", "run_online"}
"""Functions whose first argument is the name of a tool."""
SKIPS = {"skip", "skipif", "importorskip", "xfail", "SkipTest", "skipTest"}
IN_EVERY_DEBIAN = {"bash", "coreutils", "dash", "dpkg", "hostname", "mount", "util-linux"}


def calls(path: Path) -> Iterator[tuple[Path, str, ast.Call]]:
    """The calls in a module, each with the name of the function or method."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            function = node.func
            yield path, function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", ""), node


@functools.cache
def all_calls() -> list[tuple[Path, str, ast.Call]]:
    """The calls in all modules of `lab` and `tests` but this one."""
    return [call for path in MODULES for call in calls(path)]


def test_program_of_this_environment_is_found_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    other = tmp_path / "python"
    other.write_text("#!/bin/sh\n", "utf-8")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find("python") == str(Path(sys.executable).parent / "python")
    other.rename(tmp_path / "only-here")
    assert find("only-here") == str(tmp_path / "only-here")


def test_missing_program_names_the_package_that_installs_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(MissingToolError, match=r"^Maven is missing; on Debian: apt-get install maven$") as error:
        find("mvn")
    assert error.value.name == "mvn"
    with pytest.raises(MissingToolError, match=r"^CodeNarc is missing; npm ci in lab/codenarc \(EAI_AGAIN\)$"):
        report_missing("codenarc", "EAI_AGAIN")


def test_tool_that_the_table_does_not_list_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"^lab/tools.py lists no tool 'no-such-program'; add it to TOOLS"):
        find("no-such-program")
    with pytest.raises(ValueError, match="lists no tool 'perl'"):
        report_missing("perl")


def test_missing_tool_skips_locally_and_fails_under_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    error = MissingToolError("groovy")
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"^\[groovy\] Groovy 2\.4 .* apt-get install groovy$"):
        skip_or_fail(error)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=r"^under CI this must be available: \[groovy\] Groovy 2\.4 "):
        skip_or_fail(error)


@pytest.mark.parametrize("condition", ["namespaces", *sorted(EXEMPT_UNDER_CI)])
def test_under_ci_only_named_conditions_are_exempt(condition: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(UnavailableError) as error:
        unavailable(condition, "It is not there.")
    assert error.value.fails_here is (condition == "namespaces")


@pytest.mark.parametrize("hook", [conftest.pytest_runtest_setup, conftest.pytest_runtest_call])
def test_a_fixture_and_a_test_that_need_what_is_missing_are_skipped(hook: Callable[[], Generator[None]]) -> None:
    running = hook()
    next(running)
    with pytest.raises(pytest.skip.Exception, match=r"^\[root\] Only root\.$"):
        running.throw(UnavailableError("root", "Only root."))


@pytest.mark.slow
def test_tests_skip_only_for_what_is_missing() -> None:
    skips = [
        f"{name(path)}:{node.lineno}: {called}"
        for path, called, node in all_calls()
        if called in SKIPS and path.name != "support.py"
    ]
    assert skips == []


@pytest.mark.slow
def test_modules_name_exactly_the_listed_tools() -> None:
    named = {
        node.args[0].value
        for _, called, node in all_calls()
        if called in NAMED_BY
        and isinstance(node.func, ast.Name)
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }
    assert named - TOOLS.keys() == {"cat", "printenv", "sh", "sleep", "tar"}
    assert TOOLS.keys() - named == set()


def test_ci_installs_every_debian_package() -> None:
    commands = [tool.install.partition("apt-get install ")[2] for tool in TOOLS.values()]
    listed = {package for command in commands for package in command.split()}
    script = re.sub("#.*", "", (ROOT / ".ci" / "run").read_text("utf-8"))
    installed = set(re.findall(r"[\w.+-]+", script))
    assert listed - installed == IN_EVERY_DEBIAN


def test_output_has_both_streams() -> None:
    command = ("python", "-c", "import sys; print('out'); print('err', file=sys.stderr)")
    assert output_of(*command) == "out\nerr\n"
