"""Runs pods of the guide and observes them: accepted, scheduled, Ready or ended, entered, with their login."""

from __future__ import annotations

import hashlib
import re
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from kaniko_guide.doctor.plugin_pod import AGENT, WORKING_DIRECTORY
from lab.cluster import plugin_exec
from lab.cluster.client import Registry, is_ready
from lab.cluster.plugin_exec import Step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lab.cluster.client import Cluster
    from lab.cluster.guide_pods import GuidePod

Object = dict[str, Any]

JOB, NUMBER = "myapp", 42
WORKSPACE = f"{WORKING_DIRECTORY}/workspace/{JOB}"
ENVIRONMENT = {"BUILD_NUMBER": str(NUMBER), "JOB_NAME": JOB, "QUOTED": "it's $HOME", "WORKSPACE": WORKSPACE}
"""What Jenkins exports; one value must survive its quotes."""
LOOK = """\
echo "user=$(id -u)"
echo "directory=$(pwd)"
echo "number=$BUILD_NUMBER"
echo "quoted=$QUOTED"
echo "login=$(sha256sum < "${DOCKER_CONFIG:-$HOME/.docker}/config.json" || echo none)"
"""
"""Prints what a step finds; the executor reads its login at `$DOCKER_CONFIG/config.json`."""
SEEN = re.compile(r"^(user|directory|number|quoted|login)=(.*)$", re.MULTILINE)
NO_LOGIN = "none"
JOB_LABEL = "batch.kubernetes.io/job-name"
SETTLED_REASONS = {"CreateContainerConfigError", "ErrImageNeverPull", "ImagePullBackOff", "InvalidImageName"}
"""Reasons of a waiting container that do not pass by themselves within a test."""
TOGETHER = 10
"""How many pods exist at a time: each requests processors, of which a node may have two."""
WORKERS = 3
"""How many pods are entered at the same time."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What a step found in a container.

    Attributes:
        user: the number of its user.
        directory: in which it ran.
        number: the number of the build, from its variable.
        quoted: a value with quotes, from its variable.
        login: the SHA-256 of the `config.json` where the executor looks; `none` where there is none.
    """

    user: str
    directory: str
    number: str
    quoted: str
    login: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a pod.

    Attributes:
        refusal: the server's message if it did not accept the pod; else empty.
        scheduled: whether it got a node.
        state: `Ready`, `Succeeded`, or what it waits for or ended with.
        seen: what a step found, by container.
        described: `kubectl describe` of a pod that is not Ready.
        log: of a pod that ended.
    """

    refusal: str = ""
    scheduled: bool = False
    state: str = ""
    seen: dict[str, Seen] = field(default_factory=dict)
    described: str = ""
    log: str = ""


def login() -> str:
    """The SHA-256 of the `config.json` in the Secret that every namespace of the tests has."""
    return hashlib.sha256(Registry().docker_config().encode()).hexdigest()


def containers_with_login(spec: Object) -> set[str]:
    """The containers that mount a Secret."""
    volumes = {volume["name"] for volume in spec.get("volumes") or [] if "secret" in volume}
    return {
        container["name"]
        for container in spec["containers"]
        if any(mount["name"] in volumes for mount in container.get("volumeMounts") or [])
    }


def run(namespace: Cluster, pods: Sequence[GuidePod], *, seconds: float = 120.0) -> dict[str, Outcome]:
    """Create pods, at most `TOGETHER` at a time, enter each as soon as it is Ready, and delete it.

    Args:
        namespace: with the guide's objects, and with all that the pods mount.
        pods: with different names.
        seconds: how long after its creation a pod that is not Ready is given up.

    Returns:
        By the name of the pod.

    Raises:
        CommandError: a container of a pod that is Ready could not be entered.
    """
    refused: dict[str, Outcome] = {}
    waiting: dict[str, tuple[GuidePod, float]] = {}
    observed: dict[str, Future[Outcome]] = {}
    pending = list(reversed(list(enumerate(pods, 1))))
    with ThreadPoolExecutor(WORKERS) as pool:
        while pending or waiting:
            while pending and len(waiting) + sum(not future.done() for future in observed.values()) < TOGETHER:
                number, pod = pending.pop()
                created = _create(namespace, pod, number)
                if isinstance(created, Outcome):
                    refused[pod.name] = created
                else:
                    waiting[created] = pod, time.monotonic() + seconds
            existing = {
                _owner(found): found for found in namespace.kubectl("get", "pods", "--output=json").json()["items"]
            }
            for name, (pod, deadline) in list(waiting.items()):
                late, found = time.monotonic() > deadline, existing.get(name)
                if found is not None and (late or _has_settled(found, pod)):
                    del waiting[name]
                    observed[pod.name] = pool.submit(_observe, namespace, pod, found)
                elif late:
                    del waiting[name]
                    refused[pod.name] = Outcome(refusal="the pod was deleted by someone else")
            time.sleep(0.3)
    return refused | {name: future.result() for name, future in observed.items()}


def _create(namespace: Cluster, pod: GuidePod, number: int) -> str | Outcome:
    """Create the objects of a pod as the plugin's account, or as the reader; its name, or why it was refused."""
    account = namespace.as_account() if pod.by_plugin else namespace
    objects = pod.objects(namespace.namespace, number)
    text = yaml.safe_dump_all(objects, sort_keys=False)
    answer = account.kubectl("create", "--validate=strict", "--filename=-", stdin=text)
    return Outcome(refusal=answer.output) if answer.code else str(objects[0]["metadata"]["name"])


def _owner(found: Object) -> str:
    metadata = found["metadata"]
    name: str = metadata.get("labels", {}).get(JOB_LABEL) or metadata["name"]
    return name


def _has_settled(found: Object, pod: GuidePod) -> bool:
    """Whether a pod is Ready, or will not be; one that ends by itself may be Ready before."""
    if found["status"]["phase"] in {"Succeeded", "Failed"}:
        return True
    states = [status["state"] for status in found["status"].get("containerStatuses", [])]
    if any(state.get("waiting", {}).get("reason") in SETTLED_REASONS for state in states):
        return True
    return pod.by_plugin and (is_ready(found) or any("terminated" in state for state in states))


def _observe(namespace: Cluster, pod: GuidePod, found: Object) -> Outcome:
    name = found["metadata"]["name"]
    conditions = {entry["type"]: entry["status"] for entry in found["status"].get("conditions", [])}
    scheduled, state = conditions.get("PodScheduled") == "True", _state(found)
    ready = state == "Ready"
    seen = look(namespace.as_account(), found) if ready and pod.by_plugin else {}
    described = "" if ready else namespace.kubectl("describe", "pod", name).output
    log = namespace.kubectl("logs", name, "--all-containers").output if "exit" in state or not pod.by_plugin else ""
    namespace.kubectl("delete", "pod", name, "--grace-period=0", "--force", "--wait=false")
    return Outcome(scheduled=scheduled, state=state, seen=seen, described=described, log=log)


def _state(found: Object) -> str:
    if is_ready(found) or found["status"]["phase"] == "Succeeded":
        return "Ready" if is_ready(found) else "Succeeded"
    for status in found["status"].get("containerStatuses", []):
        state = status["state"]
        if "terminated" in state:
            return f"{status['name']}: {state['terminated']['reason']}, exit code {state['terminated']['exitCode']}"
        if "waiting" in state and state["waiting"].get("reason") in SETTLED_REASONS:
            return f"{status['name']}: {state['waiting']['reason']}"
    return str(found["status"]["phase"])


def look(account: Cluster, found: Object) -> dict[str, Seen]:
    """Enter every container of a pod but the agent's, and see what a step finds.

    Args:
        account: the plugin's account.
        found: the pod.

    Raises:
        CommandError: a container could not be entered.
    """
    names = [container["name"] for container in found["spec"]["containers"] if container["name"] != AGENT]
    steps = [Step(name, LOOK, WORKSPACE, number, ENVIRONMENT) for number, name in enumerate(names)]
    results = plugin_exec.run(account, found["metadata"]["name"], *steps)
    return {name: _seen(result.log) for name, result in zip(names, results, strict=True)}


def _seen(log: str) -> Seen:
    values = dict(SEEN.findall(log))
    return Seen(**{**values, "login": values["login"].split()[0]})
