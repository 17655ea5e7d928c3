"""The fake API server: what kubectl creates, attaches to and deletes."""

from __future__ import annotations

import pytest

from lab.kubectl.client import cluster
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
