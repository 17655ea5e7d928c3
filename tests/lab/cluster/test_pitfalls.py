"""What the rules about a pod claim, run: the bad example fails as its rule says, the good one builds and pushes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from kaniko_guide import project, rules
from kaniko_guide.doctor import plugin_pod
from lab.cluster import plugin_exec
from lab.cluster.client import CommandError, is_ready
from lab.cluster.guide_pods import JENKINS_URL
from lab.cluster.images import executor_program
from lab.cluster.plugin_exec import Step
from lab.cluster.pod_runs import ENVIRONMENT, WORKSPACE
from lab.executor import programs
from lab.tools import unavailable
from tests.support import EXAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from lab.cluster.client import Cluster

pytestmark = pytest.mark.tool

BASE = "docker.io/library/busybox:1.35"
DOCKERFILE = f"FROM {BASE}\nRUN echo a > /a && chown 1000:1000 /a\n"
SIDES = ("bad", "good")
BUILT = r"Pushed \S+@sha256:"
# By the rule: what happens to its bad example, as a regular expression for the container's end or the build's log.
FAILURES = {
    "container-exits": r"terminated Completed 0",
    "kaniko-needs-shell": r"StartError.*/busybox/cat.*no such file",
    "secret-not-renamed": r"UNAUTHORIZED",
    "mount-hides-executor": r"/kaniko/executor: not found",
    "read-only-root": r"read-only file system",
    "not-root": r"permission denied|operation not permitted",
    "missing-capability": r"process apparently never started in ",
}
NOT_STARTED = frozenset({"FailedMount", "FailedCreatePodSandBox", "Failed"})
"""The reasons of events of a pod whose sandbox or container can't be started."""


@dataclass(frozen=True, slots=True)
class Run:
    """What happened to an example.

    Attributes:
        state: how the container ended; empty while it runs.
        log: of the last step that ran.
    """

    state: str
    log: str


@pytest.fixture(scope="module")
def with_base(namespace: Cluster) -> Cluster:
    """A namespace whose builds can pull their base image."""
    namespace.require_own("there is no registry for its builds")
    if executor_program() is None:
        unavailable("kaniko", f"Kaniko is missing, its images are stubs; {programs.HOW_TO_BUILD}.")
    namespace.push(BASE, BASE)
    return namespace


def ended(pod: dict[str, Any]) -> str:
    """How the container of the executor ended; empty if it did not."""
    statuses = pod.get("status", {}).get("containerStatuses", [])
    states = [entry["state"] for entry in statuses if entry["name"] == "kaniko"]
    found = states[0].get("terminated") if states else None
    return "" if found is None else f"terminated {found['reason']} {found['exitCode']} {found.get('message', '')}"


def failed_events(cluster: Cluster, pod: str) -> list[str]:
    """The messages of the events that say that a pod could not be started."""
    return [event["message"] for event in cluster.events(pod) if event["reason"] in NOT_STARTED]


def run(cluster: Cluster, rule: str, side: str, directory: Path) -> Run:
    (document,) = project.read(EXAMPLES / rule / side).manifests
    build = plugin_pod.Build(f"{rule}-{side}", 1, ("aaaaa", "bbbbb", "ccccc"), JENKINS_URL)
    cluster.apply(plugin_pod.make({"apiVersion": "v1", "kind": "Pod", **document.data}, build, cluster.namespace))
    pod = cluster.wait_for(build.pod_name, lambda pod: is_ready(pod) or ended(pod) != "")
    if ended(pod):
        return Run(ended(pod), "")
    directory.mkdir()
    (directory / "Dockerfile").write_text(DOCKERFILE, "utf-8")
    try:
        return Run("", last_log(cluster, build.pod_name, rule, side, directory))
    except CommandError:
        return Run(ended(cluster.wait_for(build.pod_name, lambda pod: ended(pod) != "")), "")


def last_log(cluster: Cluster, pod: str, rule: str, side: str, directory: Path) -> str:
    """The log of the last step of an example's Jenkinsfile that ran.

    Raises:
        CommandError: the container can't be entered.
    """
    plugin_exec.check_out(cluster, pod, directory, WORKSPACE)
    (pipeline,) = project.read(EXAMPLES / rule / side).jenkinsfiles
    log = ""
    for number, step in enumerate(pipeline.steps):
        script = Step(str(step.container), str(step.script.text), WORKSPACE, number, ENVIRONMENT)
        (result,) = plugin_exec.run(cluster, pod, script)
        log = result.log
        if result.code:
            break
    return log


@pytest.mark.parametrize(("part", "starts"), [("requests", True), ("limits", False)])
def test_memory_of_half_a_byte_only_matters_as_a_limit(namespace: Cluster, part: str, *, starts: bool) -> None:
    container = {"name": "kaniko", "image": BASE, "command": ["sleep", "60"], "resources": {part: {"memory": "512m"}}}
    spec = {"restartPolicy": "Never", "terminationGracePeriodSeconds": 0, "containers": [container]}
    name = f"half-a-byte-{part}"
    namespace.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name}, "spec": spec})
    if starts:
        namespace.wait_until_ready(name)
    else:
        pod = namespace.wait_for(name, lambda pod: ended(pod) != "" or failed_events(namespace, name) != [])
        assert not is_ready(pod)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("rule", FAILURES)
def test_example_runs_as_the_rule_says(with_base: Cluster, tmp_path: Path, rule: str, side: str) -> None:
    found = {finding.rule.name for finding in rules.check(project.read(EXAMPLES / rule / side))}
    assert (rule in found) is (side == "bad")
    outcome = run(with_base, rule, side, tmp_path / "repository")
    expected = FAILURES[rule] if side == "bad" else BUILT
    assert re.search(expected, outcome.state + outcome.log, re.DOTALL), outcome
    assert re.search(BUILT, outcome.log) is None or side == "good"
