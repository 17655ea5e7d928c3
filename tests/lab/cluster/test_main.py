"""The command of the cluster: its exit codes, and no traceback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lab.cluster import __main__ as command
from lab.cluster import conditions, leftovers, processes, programs, start
from lab.cluster.layout import chosen_minor
from lab.golang import BuildError
from lab.tools import UnavailableError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CLUSTER_HOME", str(tmp_path))
    monkeypatch.setattr(conditions, "problems", lambda _: iter(()))


def test_missing_condition_is_reported_with_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = UnavailableError("root", "Only root.")
    monkeypatch.setattr(conditions, "problems", lambda _: iter([problem]))
    assert command.main(["up"]) == 2
    assert command.main(["build"]) == 2
    assert capsys.readouterr().err == "error: [root] Only root.\n" * 2
    assert command.main(["check"]) == 2
    assert capsys.readouterr().out == "[root] Only root.\n"


def test_unknown_version_is_reported_with_exit_code_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CLUSTER_MINOR", "1.0")
    assert command.main(["build"]) == 2
    assert capsys.readouterr().err.startswith("error: [cluster-minor] CLUSTER_MINOR is 1.0; it must be one of ")
    with pytest.raises(SystemExit) as error:
        command.main(["build", "--minor", "1.0"])
    assert error.value.code == 2


def test_machine_that_meets_all_conditions_has_exit_code_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["check"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("error", [BuildError("no compiler"), start.StartError("no node"), start.EndError("a mount")])
def test_failure_is_reported_with_exit_code_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(start, "down", fail)
    assert command.main(["down"]) == 1
    assert capsys.readouterr().err == f"error: {error}\n"


def test_version_is_the_newest_or_the_given_one(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[str] = []
    monkeypatch.setattr(programs, "build", lambda _home, minor, _report: built.append(minor))
    assert command.main(["build"]) == 0
    assert command.main(["build", "--minor", "1.36"]) == 0
    assert built == [chosen_minor(), "1.36"]


def test_status_lists_what_there_is(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(leftovers, "list_all", lambda _: ["mount: /x"])
    monkeypatch.setattr(processes, "node", lambda: None)
    assert command.main(["status"]) == 0
    assert capsys.readouterr().out == "mount: /x\nno cluster is running\n"


def test_command_has_its_own_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "inside", list)
    assert command.main(["run", "sh", "-c", "exit 7"]) == 7


@pytest.mark.parametrize(("found", "text"), [(True, "the cluster has ended"), (False, "no cluster was running")])
def test_down_says_whether_there_was_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *, found: bool, text: str
) -> None:
    monkeypatch.setattr(start, "down", lambda _: found)
    assert command.main(["down"]) == 0
    assert capsys.readouterr().out == f"{text}\n"
