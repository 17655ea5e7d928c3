"""The fake API server: what kubectl creates, attaches to, executes and deletes."""

from __future__ import annotations

import pytest

from lab.kubectl.client import cluster
from lab.kubectl.cluster_state import build_pod
from lab.kubectl.terminal import terminal
from tests.support import SNIPPETS

pytestmark = [pytest.mark.slow, pytest.mark.tool]


def test_the_test_pod_runs_the_shell_in_place_of_the_executor() -> None:
    with cluster() as running, terminal(["sh", "-i"], running.environment) as screen:
        screen.type((SNIPPETS / "test-pod/run.sh").read_text("utf-8"))
        screen.wait_for('pod "kaniko-test" deleted')
        (pod,) = running.store.created
    (container,) = pod["spec"]["containers"]
    assert (container["command"], container.get("args")) == (["/busybox/sh"], None)
    assert (container["stdin"], container["tty"], pod["spec"]["restartPolicy"]) == (True, True, "Never")


def test_exec_ends_with_success_and_leaves_the_pod_running() -> None:
    with cluster() as running:
        answer = running.run(["sh", str(SNIPPETS / "watch-build/exec.sh")])
        (pod,) = running.store.objects.values()
        (request,) = (line for line in running.store.requests if "/exec?" in line)
    assert answer.returncode == 0, answer.stderr
    assert "command=%2Fbusybox%2Fsh&container=kaniko" in request
    assert pod["status"]["phase"] == build_pod()["status"]["phase"] == "Running"
