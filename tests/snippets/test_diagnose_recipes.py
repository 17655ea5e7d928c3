"""The recipes for `kaniko-guide diagnose`: the shown output, and the stage that prints the cause in Jenkins.

`REFRESH_OUTPUTS=1 pytest tests/snippets/test_diagnose_recipes.py` writes the outputs again.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from kaniko_guide import cli, project
from kaniko_guide.cli import exit_codes
from lab.tools import find
from tests.kaniko_guide.command import write
from tests.kaniko_guide.doctor import stub
from tests.support import RECORDED, SNIPPETS, expect_output

if TYPE_CHECKING:
    from pathlib import Path

BUILD = "osscontainertools-v1.28.3"
SHOWN = SNIPPETS / "recorded" / BUILD / "b1-push-no-config.txt"


def command(name: str) -> list[str]:
    """The arguments of `kaniko-guide` in a script that the guide shows."""
    (script,) = [script for script in project.read(SNIPPETS / "diagnose").scripts if script.text.source.path == name]
    words = [word.value for word in script.commands[-1].words]
    assert words[0] == "kaniko-guide"
    return words[1:]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["run", "json"])
def test_shown_output_is_what_the_command_prints(
    name: str, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "build.log").write_bytes(SHOWN.read_bytes())
    monkeypatch.chdir(tmp_path)
    assert cli.main([*command(f"{name}.sh"), f"--lang={language}"]) == exit_codes.CLEAN
    expect_output(SNIPPETS / "diagnose" / f"{name}.{language}.txt", capsys.readouterr().out)


NAME = "docker-config"
POD = {
    "kind": "Pod",
    "metadata": {"name": "myapp-42-x7k2p-9wq4t-h5d3z"},
    "spec": {"containers": [{"name": name} for name in ("maven", "kaniko", "jnlp")]},
    "status": {
        "phase": "Pending",
        "containerStatuses": [
            {"name": name, "image": name, "ready": False, "state": {"waiting": {"reason": "ContainerCreating"}}}
            for name in ("maven", "kaniko", "jnlp")
        ],
    },
}
EVENTS = [
    {
        "kind": "Event",
        "type": "Warning",
        "reason": "FailedMount",
        "message": f'MountVolume.SetUp failed for volume "{NAME}" : secret "docker-registry-secret" not found',
        "lastTimestamp": "2026-11-30T03:00:00Z",
        "source": {"component": "kubelet"},
    }
]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_shown_output_for_a_pod_is_what_the_command_prints(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same text comes from a real pod in `tests/lab/cluster/test_diagnose_pod.py` (`secret-missing`)."""
    stub.install(tmp_path)
    write(tmp_path, {"get-pods": json.dumps(POD), "get-events": json.dumps({"kind": "List", "items": EVENTS})})
    write(tmp_path, {"config": "cluster\nhttps://10.96.0.1\n"})
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert cli.main([*command("pod.sh"), f"--lang={language}"]) == exit_codes.CLEAN
    expect_output(SNIPPETS / "diagnose" / f"pod.{language}.txt", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("line", "signature"),
    [
        ('  Warning  Failed  2s  kubelet  Failed to pull image "r/a:1": not found', "pull-not-found"),
        (
            "  Warning  FailedScheduling  2s  default-scheduler  0/3 nodes are available: 3 Insufficient memory.",
            "unschedulable-memory",
        ),
    ],
)
def test_kubectl_output_can_be_piped_in(
    line: str, signature: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"Events:\n{line}\n".encode())))
    assert cli.main([*command("describe-pod.sh"), "--format=json"]) == exit_codes.CLEAN
    assert json.loads(capsys.readouterr().out)["causes"][0]["signature"] == signature


@pytest.fixture
def steps(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """The scripts of the stage that prints the cause, by container."""
    assert cli.main(["show", "--format=json", str(SNIPPETS / "diagnose-failure" / "Jenkinsfile")]) == exit_codes.CLEAN
    return {step["container"]: step["script"] for step in json.loads(capsys.readouterr().out)["steps"]}


@pytest.mark.parametrize("case", ["b1-push-no-config", "01-seed-build"])
def test_the_stage_keeps_the_log_and_the_exit_code(case: str, steps: dict[str, str], tmp_path: Path) -> None:
    """In busybox' shell, as in the debug image; the executor prints what it printed in a recorded run."""
    record = RECORDED / "kaniko-runs" / BUILD / f"{case}.txt"
    code = int(record.read_text("utf-8").rstrip().rpartition(" ")[2])
    executor = tmp_path / "executor"
    executor.write_text(f"#!/bin/sh\ncat {record} >&2\nexit {code}\n", "utf-8")
    executor.chmod(0o755)
    script = steps["kaniko"].replace("/kaniko/executor", str(executor))
    environment = os.environ | {"WORKSPACE_TMP": str(tmp_path / "ws@tmp"), "WORKSPACE": "/ws", "BUILD_NUMBER": "1"}
    shell = [find("busybox"), "ash", "-xec", script]
    done = subprocess.run(shell, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == code
    log = tmp_path / "ws@tmp" / "kaniko.log"
    assert log.read_bytes() == record.read_bytes()
    assert record.read_text("utf-8") in done.stdout
    assert cli.main(["diagnose", str(log)]) == (exit_codes.CLEAN if code else exit_codes.FINDINGS)


@pytest.mark.parametrize("log", [SHOWN.read_text("utf-8"), "boom\n", None], ids=["known", "unknown", "none"])
def test_cause_is_printed_and_result_is_kept(log: str | None, steps: dict[str, str], tmp_path: Path) -> None:
    if log is not None:
        (tmp_path / "kaniko.log").write_text(log, "utf-8")
    installed = "/tmp/kaniko-guide/bin/kaniko-guide"  # noqa: S108  # the container's own
    script = steps["python"].strip().splitlines()[-1]
    assert installed in script
    done = subprocess.run(
        ["sh", "-xec", script.replace(installed, f"{sys.executable} -m kaniko_guide")],
        env=os.environ | {"WORKSPACE_TMP": str(tmp_path), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert ("cause (likely): " in done.stdout) == (log == SHOWN.read_text("utf-8"))
