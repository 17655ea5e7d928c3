"""What is read from pods and steps; `test_pods.py` runs pods in a cluster."""

from __future__ import annotations

import json
import subprocess
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest

from lab.cluster import pod_runs
from lab.cluster.client import Answer, Cluster
from lab.cluster.guide_pods import GuidePod

if TYPE_CHECKING:
    from pathlib import Path


def seen_here(directory: Path) -> dict[str, str]:
    environment = {"BUILD_NUMBER": "42", "QUOTED": "it's", "DOCKER_CONFIG": str(directory), "PATH": "/usr/bin:/bin"}
    command = ["sh", "-c", pod_runs.LOOK]
    printed = subprocess.run(command, env=environment, cwd=directory, capture_output=True, text=True, check=True).stdout
    return dict(pod_runs.SEEN.findall(printed))


def test_a_step_prints_what_it_finds(tmp_path: Path) -> None:
    without = seen_here(tmp_path)
    assert without == {
        "user": subprocess.check_output(["id", "-u"], text=True).strip(),
        "directory": str(tmp_path),
        "number": "42",
        "quoted": "it's",
        "login": pod_runs.NO_LOGIN,
    }
    (tmp_path / "config.json").write_text("{}")
    assert seen_here(tmp_path)["login"].split()[0] == sha256(b"{}").hexdigest()


def test_containers_with_a_login_are_those_that_mount_a_secret() -> None:
    spec = {
        "volumes": [{"name": "login", "secret": {}}, {"name": "other", "emptyDir": {}}],
        "containers": [
            {"name": "a", "volumeMounts": [{"name": "login"}]},
            {"name": "b", "volumeMounts": [{"name": "other"}]},
            {"name": "c"},
        ],
    }
    assert pod_runs.containers_with_login(spec) == {"a"}
    assert pod_runs.containers_with_login({"containers": [{"name": "a"}]}) == set()


def found(phase: str, *states: dict[str, Any], ready: str = "False") -> dict[str, Any]:
    return {
        "metadata": {"name": "a-1"},
        "spec": {"containers": []},
        "status": {
            "phase": phase,
            "conditions": [{"type": "PodScheduled", "status": "True"}, {"type": "Ready", "status": ready}],
            "containerStatuses": [{"name": f"c{number}", "state": state} for number, state in enumerate(states)],
        },
    }


class OnePod(Cluster):
    """A cluster whose only pod never changes; refuses every pod if `refuses`."""

    pod: dict[str, Any]
    refuses = False

    def kubectl(self, *arguments: str, stdin: str = "", timeout: float = 60.0) -> Answer:
        del stdin, timeout
        if arguments[0] == "create" and self.refuses:
            return Answer("kubectl create", 1, "", "is invalid")
        if arguments[0] == "get":
            return Answer("kubectl get", 0, listed(self.pod), "")
        return Answer("kubectl", 0, f"{arguments[0]}\n", "")


def listed(pod: dict[str, Any]) -> str:
    return json.dumps({"items": [pod]})


def outcome(pod: dict[str, Any], *, refuses: bool = False) -> pod_runs.Outcome:
    stated = {"kind": "Pod", "metadata": {"name": "a"}, "spec": {"containers": []}}
    guide_pod = GuidePod(("a/pod.yaml",), stated, by_plugin=False)
    cluster = type("Fake", (OnePod,), {"pod": pod, "refuses": refuses})(namespace="n")
    return pod_runs.run(cluster, [guide_pod], seconds=0.5)[guide_pod.name]


RUNNING: dict[str, Any] = {"running": {}}
STARTING = {"waiting": {"reason": "ContainerCreating"}}
NO_IMAGE = {"waiting": {"reason": "ImagePullBackOff"}}
ENDED = {"terminated": {"reason": "Error", "exitCode": 3}}


@pytest.mark.parametrize(
    ("pod", "state"),
    [
        (found("Running", RUNNING, ready="True"), "Ready"),
        (found("Succeeded", {"terminated": {"reason": "Completed", "exitCode": 0}}), "Succeeded"),
        (found("Failed", ENDED), "c0: Error, exit code 3"),
        (found("Running", RUNNING, ENDED), "c1: Error, exit code 3"),
        (found("Pending", STARTING, NO_IMAGE), "c1: ImagePullBackOff"),
        (found("Pending", STARTING), "Pending"),
    ],
)
def test_the_state_says_why_a_pod_is_not_ready(pod: dict[str, Any], state: str) -> None:
    result = outcome(pod)
    assert (result.scheduled, result.state, result.refusal) == (True, state, "")
    assert result.described == ("" if state == "Ready" else "describe\n")


def test_a_refused_pod_has_the_servers_message() -> None:
    result = outcome(found("Pending"), refuses=True)
    assert (result.refusal, result.scheduled, result.state) == ("is invalid", False, "")
