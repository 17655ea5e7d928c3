"""What the guide says against a failure helps: the same pod with it builds."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from kaniko_guide.doctor.plugin_pod import AGENT, WORKING_DIRECTORY
from lab.cluster import failures, images, plugin_exec
from lab.cluster.plugin_exec import Step
from lab.cluster.pod_runs import ENVIRONMENT, WORKSPACE
from lab.executor import programs
from lab.tools import unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from lab.cluster.client import Cluster
    from lab.cluster.failures import Failure

pytestmark = pytest.mark.tool


def with_working_directory(failure: Failure) -> tuple[dict[str, Any], list[str]]:
    """The pod whose kaniko container has the workspace as its directory, and the steps of the failure."""
    assert failure.step is not None
    pod = failure.pod
    (container,) = (entry for entry in pod["spec"]["containers"] if entry["name"] == failure.step.container)
    container["workingDir"] = WORKING_DIRECTORY
    return pod, [failure.step.script, failure.step.next_script]


def with_uncompressed_cache(failure: Failure) -> tuple[dict[str, Any], list[str]]:
    """The pod of the failure, and its step with a flag of the executor."""
    assert failure.step is not None
    return failure.pod, [f"{failure.step.script.rstrip()} --compressed-caching=false\n"]


def with_users(failure: Failure) -> tuple[dict[str, Any], list[str]]:
    """The pod with `runAsNonRoot`, whose containers say that they are root, or the number of their user."""
    pod = failure.pod
    assert pod["spec"]["securityContext"] == {"runAsNonRoot": True}
    for container in pod["spec"]["containers"]:
        container["securityContext"] = {"runAsUser": 1000} if container["name"] == AGENT else {"runAsNonRoot": False}
    return pod, []


FIXES: dict[str, Callable[[Failure], tuple[dict[str, Any], list[str]]]] = {
    "out-of-memory-step": with_uncompressed_cache,
    "run-as-non-root": with_users,
    "working-directory-deleted": with_working_directory,
}


@pytest.mark.parametrize("name", FIXES)
def test_the_fix_helps(name: str, namespace: Cluster) -> None:
    (failure,) = (entry for entry in failures.load() if entry.id == name)
    pod, scripts = FIXES[name](replace(failure, namespace=namespace.namespace))
    if scripts and images.executor_program() is None:
        unavailable("kaniko", f"Kaniko is missing, its images are stubs; {programs.HOW_TO_BUILD}.")
    namespace.apply(pod)
    pod_name = pod["metadata"]["name"]
    namespace.wait_until_ready(pod_name)
    for number, script in enumerate(scripts, 1):
        step = Step("kaniko", script, WORKSPACE, number, ENVIRONMENT)
        (result,) = plugin_exec.run(namespace.as_account(), pod_name, step)
        assert result.code == 0, result.log
    namespace.kubectl("delete", "pod", pod_name, "--grace-period=0", "--force", "--wait=false").expect()
