"""Logs that `diagnose` can't read, and pods that it reads with a script in place of kubectl."""

from __future__ import annotations

import io
import json
import os
import sys
from typing import TYPE_CHECKING

import pytest

from kaniko_guide import cli
from kaniko_guide.cli import exit_codes
from tests.kaniko_guide.command import write
from tests.kaniko_guide.doctor import stub

if TYPE_CHECKING:
    from pathlib import Path


def test_a_read_error_is_no_internal_error(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    class Broken(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def readinto(self, _: object) -> int:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Broken())))
    assert cli.main(["diagnose"]) == exit_codes.ERROR
    assert capsys.readouterr().err.startswith("kaniko-guide: <stdin>: can't be read (Input/output error)")


def test_unreadable_log_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["diagnose", "--lang=en", "/nowhere/build.log"]) == 2
    assert "/nowhere/build.log: " in capsys.readouterr().err


POD = {
    "kind": "Pod",
    "metadata": {"name": "app-1"},
    "spec": {"containers": [{"name": "kaniko", "env": [{"name": "JENKINS_SECRET", "value": "hunter2hunter2"}]}]},
    "status": {
        "phase": "Running",
        "containerStatuses": [{"name": "kaniko", "ready": True, "state": {"running": {}}, "lastState": {}}],
    },
}
NO_NODE = {
    "kind": "Event",
    "type": "Warning",
    "reason": "FailedScheduling",
    "message": "0/3 nodes are available: 3 Insufficient memory.",
}


@pytest.fixture
def cluster(working_directory: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The directory with what the cluster answers."""
    directory = working_directory / "bin"
    stub.install(directory)
    files = {"get-pods": json.dumps(POD), "get-events": json.dumps({"items": []}), "logs": "hello hunter2hunter2\n"}
    write(directory, {"config": "prod\nhttps://10.0.0.1:6443\nbuilds", **files})
    monkeypatch.setenv("PATH", f"{directory}{os.pathsep}{os.environ['PATH']}")
    return directory


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.main(["diagnose", "--lang=en", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_pod_that_runs_has_no_cause_and_the_console_is_named(
    cluster: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = run(capsys, "--pod=app-1")
    assert code == exit_codes.FINDINGS
    assert out.startswith("Read the pod `app-1` in `builds`: 0 events, 1 logs of containers.\n")
    assert "All containers run; no problem of the pod itself was found." in out
    assert "the console of Jenkins" in out
    assert cluster.is_dir()


def test_the_cause_is_named_in_text_and_json(cluster: Path, capsys: pytest.CaptureFixture[str]) -> None:
    waiting = {**POD, "status": {"phase": "Pending"}}
    write(cluster, {"get-pods": json.dumps(waiting), "get-events": json.dumps({"items": [NO_NODE]})})
    code, out, _ = run(capsys, "--pod=app-1", "--namespace=jenkins")
    assert code == exit_codes.CLEAN
    assert "`app-1` in `jenkins`: 1 events" in out
    assert "Insufficient memory" in out
    code, out, _ = run(capsys, "--pod=app-1", "--format=json")
    data = json.loads(out)
    assert (code, data["causes"][0]["signature"]) == (exit_codes.CLEAN, "unschedulable-memory")
    assert data["pod"] == {"name": "app-1", "namespace": "builds", "not_known": []}


def test_commands_that_confirm_a_cause_name_the_context(cluster: Path, capsys: pytest.CaptureFixture[str]) -> None:
    waiting = {**POD, "status": {"phase": "Pending"}}
    write(cluster, {"get-pods": json.dumps(waiting), "get-events": json.dumps({"items": [NO_NODE]})})
    _, out, _ = run(capsys, "--pod=app-1", "--format=json", "--context=prod")
    commands = [cause["confirm"]["command"] for cause in json.loads(out)["causes"] if cause["confirm"]]
    assert commands
    assert all(command.startswith("kubectl --context=prod ") for command in commands)


def test_what_is_forbidden_is_not_known(cluster: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(cluster, {"get-events.error": 'Error from server (Forbidden): events is forbidden: User "x" cannot list\n'})
    code, out, _ = run(capsys, "--pod=app-1")
    assert code == exit_codes.FINDINGS
    assert '\nnot known: its events (`list events`) (events is forbidden: User "x" cannot list)\n' in out


def test_characters_that_utf_8_does_not_have_are_no_error(cluster: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(cluster, {"get-events": json.dumps({"items": [{**NO_NODE, "message": "\ud800"}]})})
    assert run(capsys, "--pod=app-1", "--save=pod.json")[0] == exit_codes.FINDINGS


def test_a_server_that_does_not_know_the_user_is_one_clear_sentence(
    cluster: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(cluster, {"get-pods.error": "error: You must be logged in to the server (Unauthorized)\n"})
    code, out, err = run(capsys, "--pod=app-1")
    assert (code, out, "does not know you" in err) == (exit_codes.ERROR, "", True)


def test_what_is_saved_has_no_secret(cluster: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, _, err = run(capsys, "--pod=app-1", "--save=pod.json")
    assert err == "kaniko-guide: wrote what was collected to pod.json; look through it before you send it on\n"
    saved = (cluster.parent / "pod.json").read_text("utf-8")
    assert "hunter2" not in saved
    assert json.loads(saved)["logs"] == [{"container": "kaniko", "previous": False, "lines": ["hello ***"]}]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--pod=--all"], "--pod: '--all' is no name of a pod"),
        (["--pod=a", "build.log"], "--pod and a log file: expected only one"),
        (["--namespace=a"], "--namespace: expected with --pod"),
        (["--save=a"], "--save: expected with --pod"),
        (["--pod=a", "--namespace=A"], "--namespace: 'A' is no name of a namespace"),
        (["--pod=app-1", "--context=gone"], "builds has neither a pod app-1 nor its events"),
    ],
)
def test_wrong_usage_is_one_clear_sentence(
    cluster: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    write(cluster, {"get-pods.error": 'Error from server (NotFound): pods "app-1" not found\n'})
    code, out, err = run(capsys, *arguments)
    assert (code, out) == (exit_codes.ERROR, "")
    assert err.startswith(f"kaniko-guide: {message}")
