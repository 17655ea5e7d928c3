"""Makes failures in the cluster, and collects what a reader sees of them."""

from __future__ import annotations

import re
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from kaniko_guide.doctor.plugin_pod import AGENT
from lab.cluster import plugin_exec
from lab.cluster.client import ACCOUNT, CommandError, ConditionError, is_ready
from lab.cluster.failures import DELETED
from lab.cluster.plugin_exec import Step
from lab.cluster.pod_record import stub_images
from lab.cluster.pod_runs import ENVIRONMENT, WORKSPACE
from lab.end_to_end.page_output import COLOR, clean_log

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from lab.cluster.client import Answer, Cluster
    from lab.cluster.failures import Failure, ShellStep

Object = dict[str, Any]

WORKERS = 3
"""How many failures are created or recorded at the same time."""
PODS = 15
"""How many pods there are at the same time: each agent requests a tenth of a CPU, and the node may have only two."""
INTERVAL = 1.5
"""For how many seconds to wait before looking at the pods again."""
SECONDS = 90.0
"""How long to wait until a failure is as expected."""
OBSERVATIONS = 20
"""How often to record a pod whose state changes meanwhile: a failed pull is tried again and again."""
SETTLING = 10.0
"""For how many seconds to wait until the server refuses a pod as expected, or a step runs whose pod is deleted."""
DRY_RUN = "--dry-run=server"
OF_STATE = frozenset({"get-pods", "describe-pod", "logs"})
"""The outputs that differ where chance decides between two states."""
NOISE = re.compile(r'^E\d{4} .*"Copying stdin failed".*\n', re.MULTILINE)
"""What kubectl prints, or not, where a command in a container ends before it has read its input."""


@dataclass(frozen=True, slots=True)
class Made:
    """A failure that was made.

    Attributes:
        outputs: by their names, each with its command as the first line.
        stub_images: the images in the pod's containers that started and had only BusyBox.
        state: the columns READY and STATUS of `kubectl get pods` in the end; empty where there is no pod.
        by_chance: the names of the outputs that differ from run to run.
        missing: what was expected and did not come in time; empty if the failure is as expected.
    """

    outputs: dict[str, str] = field(default_factory=dict)
    stub_images: tuple[str, ...] = ()
    state: str = ""
    by_chance: frozenset[str] = frozenset()
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the API server has of a pod.

    Attributes:
        pod: the object.
        state: the columns READY and STATUS of `kubectl get pods`.
        reasons: those of its events.
    """

    pod: Object
    state: str
    reasons: frozenset[str]


class Snapshots:
    """The pods of namespaces, looked at again only after `INTERVAL`; for several threads."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._lock = threading.Lock()
        self._taken: dict[str, tuple[float, dict[str, Seen]]] = {}

    def of(self, namespace: str) -> dict[str, Seen]:
        """The pods of a namespace by their names, see `look`."""
        with self._lock:
            taken, seen = self._taken.get(namespace, (-INTERVAL, {}))
            if time.monotonic() - taken >= INTERVAL:
                seen = look(self._cluster, namespace)
                self._taken[namespace] = time.monotonic(), seen
            return seen


def make(cluster: Cluster, failures: Sequence[Failure], seconds: float = SECONDS) -> dict[str, Made]:
    """Make failures, `PODS` at the same time, and record each when it is as expected.

    Args:
        cluster: whose namespaces exist, with what the failures need.
        failures: in namespaces that exist, see `failure_preparations`.
        seconds: how long to wait for each; what is not as expected then is recorded as it is.

    Returns:
        By the ids of the failures.

    Raises:
        CommandError: an object that is created before a pod was refused.
    """
    snapshots, busy = Snapshots(cluster), threading.Semaphore(WORKERS)
    with ThreadPoolExecutor(PODS) as threads:
        results = threads.map(lambda failure: _make(cluster, failure, snapshots, busy, seconds), failures)
        return {failure.id: made for failure, made in zip(failures, results, strict=True)}


def _make(cluster: Cluster, failure: Failure, snapshots: Snapshots, busy: threading.Semaphore, seconds: float) -> Made:
    with busy:
        outputs = {"create": create(cluster, failure)}
    deadline = time.monotonic() + seconds
    if not failure.state:
        return Made(outputs)
    name = failure.pod["metadata"]["name"]

    def seen() -> Seen | None:
        return snapshots.of(failure.namespace).get(name)

    def not_ready() -> str:
        found = seen()
        return "" if found and is_ready(found.pod) else f"not ready: {found.state if found else 'there is no pod'}"

    missing = _wait(not_ready, deadline) if failure.step else ""
    before = seen()
    if failure.step and not missing:
        outputs["step"] = run_step(cluster, failure, failure.step)
    missing = missing or _wait(lambda: difference(failure, seen()), deadline)
    last = seen()
    started = before if failure.step else last
    stubs = _stubs(failure, started.pod if started else {})
    by_chance = OF_STATE if failure.other_state else frozenset()
    with busy:
        return observe(cluster, failure, Made(outputs, stubs, by_chance=by_chance, missing=missing))


def _wait(missing: Callable[[], str], deadline: float) -> str:
    """Wait until nothing is missing; what is missing at the deadline."""
    while (found := missing()) and time.monotonic() < deadline:
        time.sleep(INTERVAL)
    return found


def create(cluster: Cluster, failure: Failure) -> str:
    """Create the objects of a failure, the pod as the plugin's account; what the server answered to the pod."""
    namespace = cluster.within(failure.namespace)
    if failure.others:
        namespace.apply(*failure.others)
    with tempfile.TemporaryDirectory() as directory:
        (Path(directory) / "pod.yaml").write_text(yaml.safe_dump(failure.pod, sort_keys=False), "utf-8")
        account = f"--as=system:serviceaccount:{failure.namespace}:{ACCOUNT}"
        command = ("kubectl", "create", "--filename=pod.yaml", f"--namespace={failure.namespace}", account)
        whole = ("env", f"--chdir={directory}", *command, "--validate=warn")
        if failure.expected.output == "create":
            # The server reads quotas, labels and webhooks from copies that it brings up to date only later.
            _wait(lambda: _absent(failure.expected.line, cluster.run(*whole, DRY_RUN)), time.monotonic() + SETTLING)
        answer = cluster.run(*whole)
    return _text(" ".join(command), answer.output)


def _absent(line: str, answer: Answer) -> str:
    return "" if line in answer.output else "the expected line"


def _text(command: str, output: str) -> str:
    ending = "" if output.endswith("\n") or not output else "\n"
    return f"{command}\n{output}{ending}"


def look(cluster: Cluster, namespace: str) -> dict[str, Seen]:
    """The pods of a namespace as they are now, by their names."""
    inside = cluster.within(namespace)
    rows = [line.split() for line in inside.kubectl("get", "pods", "--no-headers").expect().stdout.splitlines()]
    states = {name: f"{ready} {status}" for name, ready, status, *_ in rows}
    items = inside.kubectl("get", "pods,events", "--output=json").json()["items"]
    reasons: dict[str, set[str]] = {}
    for event in (item for item in items if item["kind"] == "Event"):
        reasons.setdefault(event["involvedObject"]["name"], set()).add(event["reason"])
    pods = {item["metadata"]["name"]: item for item in items if item["kind"] == "Pod"}
    return {
        name: Seen(pod, states[name], frozenset(reasons.get(name, set())))
        for name, pod in pods.items()
        if name in states
    }


def difference(failure: Failure, seen: Seen | None) -> str:
    """What is not as expected; empty if everything is.

    Args:
        failure: that was made.
        seen: its pod; None where there is none.
    """
    if failure.state == DELETED:
        return "" if seen is None else f"there is a pod: {seen.state}"
    if seen is None:
        return "there is no pod"
    absent = [reason for reason in failure.events if reason not in seen.reasons]
    state = "" if seen.state in {failure.state, failure.other_state} else f"state {seen.state}, not {failure.state}"
    return "; ".join(part for part in [state, f"no event {', '.join(absent)}" if absent else ""] if part)


def run_step(cluster: Cluster, failure: Failure, step: ShellStep) -> str:
    """Run the step of a failure as the plugin does; what it printed and its exit code, or why it did not start."""
    scripts = [step.script, *([step.next_script] if step.next_script else [])]
    if not step.pod_deleted:
        return "".join(_run_script(cluster, failure, number, script) for number, script in enumerate(scripts, 1))
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(_run_script, cluster, failure, 1, step.script)
        _wait_for_agent(cluster, failure, _step(step, 1, step.script))
        name = failure.pod["metadata"]["name"]
        cluster.within(failure.namespace).kubectl("delete", "pod", name, "--grace-period=1").expect()
        return running.result()


def _wait_for_agent(cluster: Cluster, failure: Failure, step: Step) -> None:
    """Wait until a step has its log, and then until the agent's shell waits for its end.

    Raises:
        ConditionError: this takes too long.
    """
    into = ("exec", failure.pod["metadata"]["name"], f"--container={AGENT}", "--")
    for sign in (("test", "-f", f"{step.control_directory}/jenkins-log.txt"), ("pidof", "sh")):
        missing_sign = partial(_missing_sign, cluster.within(failure.namespace), (*into, *sign))
        if missing := _wait(missing_sign, time.monotonic() + SETTLING):
            raise ConditionError(missing)


def _missing_sign(cluster: Cluster, command: tuple[str, ...]) -> str:
    answer = cluster.kubectl(*command)
    return f"{answer.command}: {answer.output}[exit {answer.code}]" if answer.code else ""


def _step(step: ShellStep, number: int, script: str) -> Step:
    return Step(step.container, script, WORKSPACE, number, ENVIRONMENT)


def _run_script(cluster: Cluster, failure: Failure, number: int, script: str) -> str:
    assert failure.step is not None
    account = cluster.within(failure.namespace).as_account()
    command = f"sh step in container {failure.step.container}"
    try:
        (result,) = plugin_exec.run(account, failure.pod["metadata"]["name"], _step(failure.step, number, script))
    except CommandError as error:
        return _text(command, NOISE.sub("", str(error)))
    return _text(command, f"{clean_log(result.log)}exit code {result.code}")


def observe(cluster: Cluster, failure: Failure, made: Made) -> Made:
    """Add what the commands print that a reader runs, all in one of the expected states of the pod, and end the pod."""
    name, inside = failure.pod["metadata"]["name"], cluster.within(failure.namespace)
    expected = {"" if failure.state == DELETED else failure.state, failure.other_state or failure.state}
    for _ in range(1 if made.missing else OBSERVATIONS):
        outputs = _outputs(cluster, failure, name)
        state = shown_state(outputs["get-pods"])
        if state in expected and state == shown_state(f"kubectl\n{inside.kubectl('get', 'pod', name).stdout}"):
            break
        time.sleep(INTERVAL)
    inside.kubectl("delete", "pod", name, "--grace-period=0", "--force", "--wait=false")
    return replace(made, outputs=made.outputs | outputs, state=state)


def shown_state(table: str) -> str:
    """The columns READY and STATUS of `kubectl get pod`, printed below its command; empty where there is no pod."""
    _, header, *rows = [*table.splitlines(), ""]
    return " ".join(rows[0].split()[1:3]) if header.startswith("NAME ") else ""


def _outputs(cluster: Cluster, failure: Failure, name: str) -> dict[str, str]:
    namespace = f"--namespace={failure.namespace}"
    commands = {
        "get-pods": ("get", "pod", name),
        "describe-pod": ("describe", "pod", name),
        "events": ("events", f"--for=pod/{name}"),
        "logs": ("logs", name, f"--container={failure.container}"),
    }
    answers = {output: cluster.kubectl(*command, namespace) for output, command in commands.items()}
    return {output: _text(answer.command, COLOR.sub("", answer.output)) for output, answer in answers.items()}


def _stubs(failure: Failure, pod: Object) -> tuple[str, ...]:
    """The stub images of containers that started."""
    statuses = pod.get("status", {}).get("containerStatuses", [])
    started = {status["name"] for status in statuses if status["imageID"]}
    used = {entry["image"] for entry in pod.get("spec", {}).get("containers", []) if entry["name"] in started}
    return tuple(image for image in stub_images(failure.guide_pod) if image in used)
