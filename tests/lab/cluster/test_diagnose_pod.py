"""What `diagnose --pod` says of pods that do not start, in a cluster: the cause that the failure has, and no secret."""

from __future__ import annotations

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from lab.cluster import failures
from tests.support import expect_none

if TYPE_CHECKING:
    from pathlib import Path

    from lab.cluster.client import Answer, Cluster
    from tests.lab.cluster.conftest import NamespaceFactory

pytestmark = pytest.mark.tool

CHOSEN = (
    "claim-missing",
    "command-not-found",
    "image-name-invalid",
    "image-not-found",
    "no-tty",
    "out-of-memory-main-process",
    "run-as-non-root",
    "secret-key-missing",
    "secret-missing",
    "secret-of-variable-missing",
    "unschedulable-memory",
    "unschedulable-selector",
)
FAILURES = [failure for failure in failures.load() if failure.id in CHOSEN]
SECONDS = 90.0


def diagnose(cluster: Cluster, pod: str, *options: str) -> Answer:
    module = (sys.executable, "-m", "kaniko_guide", "diagnose", f"--pod={pod}", f"--namespace={cluster.namespace}")
    return cluster.run(*module, "--lang=en", "--format=json", *options)


def diagnosed(cluster: Cluster, pod: str, expected: tuple[str, ...], *options: str) -> Answer:
    """The answer once it names an expected cause, or the last one."""
    end = time.monotonic() + SECONDS
    while True:
        answer = diagnose(cluster, pod, *options)
        causes = json.loads(answer.stdout)["causes"] if answer.code in {0, 1} else []
        if (causes and causes[0]["signature"] in expected) or time.monotonic() > end:
            return answer
        time.sleep(2)


def variables(pod: dict[str, Any]) -> list[str]:
    return [
        str(variable["value"])
        for container in pod["spec"]["containers"]
        for variable in container.get("env", [])
        if variable["name"] == "JENKINS_SECRET"
    ]


def test_the_cause_is_that_of_the_failure(cluster: Cluster, new_namespace: NamespaceFactory, tmp_path: Path) -> None:
    cluster.require_own("its images are not those of the failures")
    inside = new_namespace()

    def wrong(failure: failures.Failure) -> list[str]:
        (pod,) = failure.guide_pod.objects(inside.namespace, failures.NUMBER)
        inside.apply(*failure.others, pod)
        saved = tmp_path / f"{failure.id}.json"
        answer = diagnosed(inside, pod["metadata"]["name"], failure.expected.signatures, f"--save={saved}")
        found = [cause["signature"] for cause in json.loads(answer.stdout or '{"causes": []}')["causes"]]
        (secret,) = variables(pod)
        texts = (answer.output, saved.read_text("utf-8"))
        return [
            *(
                []
                if found[:1] and found[0] in failure.expected.signatures
                else [f"{failure.id}: {found} {answer.output}"]
            ),
            *(f"{failure.id}: the agent's secret is in an output" for text in texts if secret in text),
        ]

    with ThreadPoolExecutor(2) as threads:
        expect_none([line for lines in threads.map(wrong, FAILURES) for line in lines])


def test_a_pod_that_runs_has_no_cause(new_namespace: NamespaceFactory) -> None:
    inside = new_namespace()
    container = {"name": "main", "image": "docker.io/library/busybox:1.35", "command": ["sleep", "3600"]}
    spec = {"terminationGracePeriodSeconds": 0, "containers": [container]}
    inside.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "running"}, "spec": spec})
    inside.wait_until_ready("running")
    answer = diagnose(inside, "running")
    assert (answer.code, json.loads(answer.stdout)["causes"]) == (1, [])
    missing = diagnose(inside, "gone")
    assert (missing.code, missing.stdout) == (2, "")
    assert f"{inside.namespace} has neither a pod gone nor its events" in missing.stderr
