"""Process 1 of the cluster: what it asks the API server, and when it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from lab.cluster import node
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

ACCOUNT, NODE = "/api/v1/namespaces/default/serviceaccounts/default", "/api/v1/nodes/node"


def node_object(ready: str = "True", *taints: str) -> dict[str, Any]:
    conditions = [{"type": "MemoryPressure", "status": "True"}, {"type": "Ready", "status": ready}]
    return {"spec": {"taints": list(taints)} if taints else {}, "status": {"conditions": conditions}}


def answers(monkeypatch: pytest.MonkeyPatch, found: dict[str, dict[str, Any]]) -> None:
    monkeypatch.setattr(node, "get", found.get)


def test_node_is_ready_by_its_condition(monkeypatch: pytest.MonkeyPatch) -> None:
    for found, ready in [({}, False), ({NODE: node_object("False")}, False), ({NODE: node_object()}, True)]:
        answers(monkeypatch, found)
        assert node.node_is_ready() is ready


@pytest.mark.parametrize(
    ("found", "possible"),
    [
        ({}, False),
        ({ACCOUNT: {}}, False),
        ({NODE: node_object()}, False),
        ({ACCOUNT: {}, NODE: node_object("True", "not-ready")}, False),
        ({ACCOUNT: {}, NODE: node_object()}, True),
    ],
)
def test_pods_can_run_with_an_account_and_without_taints(
    monkeypatch: pytest.MonkeyPatch, found: dict[str, dict[str, Any]], *, possible: bool
) -> None:
    answers(monkeypatch, found)
    assert node.pods_can_run() is possible


def test_steps_are_reported_with_their_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    values = iter([False, True])
    condition: Callable[[], bool] = lambda: next(values)  # noqa: E731
    node.Steps().wait("a step", condition)
    message = json.loads(capsys.readouterr().out)
    assert message["step"] == "a step"
    assert 0.05 <= message["seconds"] < 5


def test_process_ends_with_its_input() -> None:
    script = "import time; from lab.cluster import node; node.end_with_input(); time.sleep(1000)"
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdin=subprocess.PIPE) as process:
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(10) == 1
