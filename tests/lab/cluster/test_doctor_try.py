"""What `doctor --try` does in a cluster: what it finds, that nothing is left, and that nothing is pushed.

At Jenkins' URL is a stub: an HTTP server of BusyBox.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from base64 import b64encode
from contextlib import suppress
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from kaniko_guide.doctor import trial_commands
from lab.cluster.client import ACCOUNT, GUIDE_SECRET, Registry
from lab.cluster.failure_preparations import prepared
from lab.cluster.images import AGENT, executor_program
from lab.cluster.layout import home
from lab.executor.programs import HOW_TO_BUILD
from lab.tools import unavailable
from tests.support import SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from subprocess import Popen

    from lab.cluster.client import Answer, Cluster
    from tests.lab.cluster.conftest import NamespaceFactory

pytestmark = pytest.mark.tool

QUICK_START = (SNIPPETS / "quick-start" / "Jenkinsfile").read_text("utf-8")
PROCESSES = Path("/proc")
CONTEXT = "cluster"
FORWARDER = """
import asyncio, sys

async def copy(reader, writer):
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    writer.close()

async def forward(reader, writer):
    there = await asyncio.open_connection(sys.argv[1], int(sys.argv[2]))
    await asyncio.gather(copy(reader, there[1]), copy(there[0], writer), return_exceptions=True)

async def serve():
    server = await asyncio.start_server(forward, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()

asyncio.run(serve())
"""
"""A program that prints a port, whose connections it forwards to a host and its port."""


@pytest.fixture(scope="module")
def namespace(cluster: Cluster, new_namespace: NamespaceFactory) -> Cluster:
    """A prepared namespace, whose cluster has the executor."""
    cluster.require_own("its registries are not those of the cases")
    if executor_program() is None:
        unavailable("kaniko", f"Kaniko is missing, its images are stubs; {HOW_TO_BUILD}.")
    return new_namespace()


def processes(*words: bytes) -> list[int]:
    """The numbers of the processes of this machine whose command line has all words."""
    found = []
    for file in PROCESSES.glob("[0-9]*/cmdline"):
        with suppress(OSError):
            line = file.read_bytes()
            if all(word in line for word in words) and b"nsenter" not in line:
                found.append(int(file.parent.name))
    return found


def command(cluster: Cluster, jenkinsfile: Path, *options: str) -> tuple[str, ...]:
    return (
        *(sys.executable, "-m", "kaniko_guide", "doctor", str(jenkinsfile), "--lang=en", "--format=json"),
        *("--try", "--yes", f"--context={CONTEXT}", f"--namespace={cluster.namespace}"),
        *(f"--service-account={cluster.namespace}:{ACCOUNT}", *options),
    )


def doctor(cluster: Cluster, jenkinsfile: Path, *options: str) -> Answer:
    return cluster.run(*command(cluster, jenkinsfile, *options), timeout=300)


def wrong(answer: Answer) -> list[tuple[str, str]]:
    """The check and the status of each outcome that did not pass."""
    assert answer.code in {0, 1}, answer.output
    return [(one["check"], one["status"]) for one in json.loads(answer.stdout)["checks"] if one["status"] != "passed"]


def write(directory: Path, *changes: tuple[str, str]) -> Path:
    text = QUICK_START
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    path = directory / "Jenkinsfile"
    path.write_text(text, "utf-8")
    return path


def pods(cluster: Cluster) -> list[str]:
    """The pods of the namespace that nobody deleted yet."""
    found: list[dict[str, Any]] = cluster.kubectl("get", "pods", "--output=json").json()["items"]
    return [pod["metadata"]["name"] for pod in found if "deletionTimestamp" not in pod["metadata"]]


def wait_for(what: Callable[[], object], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_the_prepared_namespace_passes_and_nothing_is_pushed_or_left(namespace: Cluster, tmp_path: Path) -> None:
    log = home().path / "log" / "registry-private.log"
    before = len(log.read_bytes())
    answer = doctor(namespace, write(tmp_path))
    checks = [(one["check"], one["status"], one["message"]) for one in json.loads(answer.stdout)["checks"]]
    tried = {name for name, status, _ in checks if status == "passed"}
    assert {"try-pod", "try-container", "try-push", "try-leftover"} <= tried, checks
    assert wrong(answer) == [], checks
    requests = [line for line in log.read_bytes()[before:].decode("utf-8", "replace").splitlines() if '] "' in line]
    methods = {line.partition('] "')[2].partition(" ")[0] for line in requests if "/myapp" in line}
    assert "POST" in methods, requests
    assert methods <= {"POST", "DELETE"}, "The executor cancels the upload in the background, and may end before."
    assert not any("/manifests/" in line for line in requests)
    assert pods(namespace) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ([("kaniko:v1.28.3-debug", "kaniko:v0.0.1-debug")], [("try-pod", "failed")]),
        ([("kaniko:v1.28.3-debug", "kaniko:v1.28.3")], [("try-container", "unknown")]),
        ([("maven:3.9-eclipse-temurin-21", "docker.io/library/none:1")], [("try-pod", "failed")]),
        ([("ccr.ccs.tencentyun.com", "unknown.test")], [("try-push", "failed")]),
    ],
)
def test_what_only_running_shows_is_named(
    namespace: Cluster, tmp_path: Path, changes: list[tuple[str, str]], found: list[tuple[str, str]]
) -> None:
    assert wrong(doctor(namespace, write(tmp_path, *changes))) == found
    assert pods(namespace) == []


@pytest.fixture(scope="module")
def jenkins_stub(new_namespace: NamespaceFactory) -> str:
    """The address of a pod that answers at `/login` on port 8080, and accepts connections on port 8081 in silence."""
    inside = new_namespace()
    script = (
        "mkdir -p /tmp/site/login && echo ok >/tmp/site/login/index.html && nc -lk -p 8081 -e sleep 60 &"
        " sleep 1; exec httpd -f -p 8080 -h /tmp/site"
    )
    container = {"name": "stub", "image": AGENT, "command": ["sh", "-c", script]}
    spec = {"containers": [container], "terminationGracePeriodSeconds": 0}
    inside.apply({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "jenkins-stub"}, "spec": spec})
    address: str = inside.wait_until_ready("jenkins-stub")["status"]["podIP"]
    return address


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("http://ADDRESS:8080/login/", []),
        ("http://ADDRESS:8080/none", []),
        ("http://ADDRESS:8081/login", [("try-jenkins", "failed")]),
        ("http://ADDRESS:8082/login", [("try-jenkins", "failed")]),
        ("http://jenkins.unknown.test:8080/login", [("try-jenkins", "failed")]),
    ],
)
def test_jenkins_is_asked_from_inside(
    namespace: Cluster, jenkins_stub: str, tmp_path: Path, url: str, found: list[tuple[str, str]]
) -> None:
    answer = doctor(namespace, write(tmp_path), f"--jenkins-url={url.replace('ADDRESS', jenkins_stub)}")
    assert wrong(answer) == found


def test_a_wrong_password_is_named(new_namespace: NamespaceFactory, namespace: Cluster, tmp_path: Path) -> None:
    inside = new_namespace()
    assert namespace.own
    login = {"auths": {Registry().alias: {"auth": b64encode(b"robot:wrong").decode()}}}
    inside.kubectl("delete", "secret", GUIDE_SECRET).expect()
    words = ("create", "secret", "docker-registry", GUIDE_SECRET, "--from-file=.dockerconfigjson=/dev/stdin")
    inside.kubectl(*words, stdin=json.dumps(login)).expect()
    answer = doctor(inside, write(tmp_path), "--read-secret")
    assert wrong(answer) == [("try-push", "failed")]
    assert "wrong" not in json.dumps([one["answer"] for one in json.loads(answer.stdout)["checks"]])


def test_an_authority_that_the_executor_does_not_trust_is_named(namespace: Cluster, tmp_path: Path) -> None:
    with prepared(namespace, ["refusing-registry"]):
        answer = doctor(namespace, write(tmp_path, ("ccr.ccs.tencentyun.com", "untrusted.test")))
    assert wrong(answer) == [("try-push", "failed")]
    assert "x509: certificate signed by unknown authority" in json.loads(answer.stdout)["checks"][0]["answer"]


def test_a_quota_that_leaves_no_room_makes_it_unknown(new_namespace: NamespaceFactory, tmp_path: Path) -> None:
    inside = new_namespace()
    quota = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "q"}, "spec": {"hard": {"pods": "0"}}}
    inside.apply(quota)
    assert wrong(doctor(inside, write(tmp_path))) == [("admission", "failed"), ("try-pod", "unknown")]


def test_nothing_of_a_hostile_jenkinsfile_is_created(new_namespace: NamespaceFactory, tmp_path: Path) -> None:
    inside = new_namespace(level="privileged")
    kaniko = "    command: ['/busybox/cat']\n"
    jenkinsfile = write(
        tmp_path,
        (
            kaniko,
            (
                f"{kaniko}    securityContext: {{privileged: true}}\n"
                "    lifecycle: {postStart: {exec: {command: [cat]}}}\n"
            ),
        ),
        ("  volumes:\n", "  hostNetwork: true\n  volumes:\n  - {name: root, hostPath: {path: /}}\n"),
        ("kind: Pod\nspec:\n", "kind: Pod\nspec:\n  initContainers: [{name: evil, image: evil.test/a}]\n"),
    )
    process = inside.popen(*command(inside, jenkinsfile), stdout=DEVNULL, stderr=PIPE)
    seen: list[dict[str, Any]] = []

    def look() -> bool:
        seen.extend(inside.kubectl("get", "pods", "--output=json").json()["items"])
        return bool(seen)

    wait_for(look)
    _, errors = process.communicate(timeout=120)
    spec = seen[0]["spec"]
    assert not spec.get("hostNetwork")
    assert not spec.get("initContainers")
    assert not [volume for volume in spec["volumes"] if "hostPath" in volume]
    for container in spec["containers"]:
        assert not (container.get("securityContext") or {}).get("privileged")
        assert "lifecycle" not in container
        assert container["command"][0].rpartition("/")[2] == "sleep"
    fields = (
        "hostNetwork",
        "initContainers: evil",
        "volumes: root (hostPath)",
        "privileged: kaniko",
        "lifecycle: kaniko",
    )
    assert f"Left out: {', '.join(fields)}" in errors


PREFERENCES = """\
apiVersion: kubectl.config.k8s.io/v1beta1
kind: Preference
defaults:
- command: delete
  options: [{name: interactive, default: "true"}]
- command: get
  options: [{name: output, default: yaml}]
"""


def test_preferences_of_the_user_leave_no_pod_and_show_no_secret(
    new_namespace: NamespaceFactory, namespace: Cluster, tmp_path: Path
) -> None:
    """A `kubectl` that asks before it deletes ends without an error, and deletes nothing."""
    inside = new_namespace()
    assert namespace.own
    file = tmp_path / "kuberc"
    file.write_text(PREFERENCES, "utf-8")
    answer = inside.run("env", f"KUBERC={file}", *command(inside, write(tmp_path)), timeout=300)
    assert wrong(answer) == []
    assert pods(inside) == []


def started(cluster: Cluster, jenkinsfile: Path) -> Popen[str]:
    """The command, once its pod is there."""
    process = cluster.popen(*command(cluster, jenkinsfile), stdout=PIPE, stderr=PIPE)
    wait_for(lambda: pods(cluster))
    return process


def send(number: signal.Signals, cluster: Cluster) -> None:
    """Send a signal to the command that works in a namespace."""
    running = processes(b"kaniko_guide", cluster.namespace.encode() + b"\0", b"--try")
    assert running
    for one in running:
        os.kill(one, number)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_nothing(
    new_namespace: NamespaceFactory, namespace: Cluster, tmp_path: Path, number: signal.Signals
) -> None:
    inside = new_namespace()
    assert namespace.own
    process = started(inside, write(tmp_path))
    send(number, inside)
    output, _ = process.communicate(timeout=60)
    assert output == ""
    assert pods(inside) == []
    assert not processes(b"kubectl", inside.namespace.encode() + b"\0")


def test_a_kubectl_that_is_killed_leaves_nothing(
    new_namespace: NamespaceFactory, namespace: Cluster, tmp_path: Path
) -> None:
    inside = new_namespace()
    assert namespace.own
    process = started(inside, write(tmp_path))

    def kill() -> bool:
        running = processes(b"exec\0", f"--namespace={inside.namespace}\0".encode())
        for one in running:
            with suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        return bool(running)

    wait_for(lambda: kill() or process.poll() is not None)
    output, errors = process.communicate(timeout=120)
    assert process.returncode in {0, 1}, errors
    assert {one["check"] for one in json.loads(output)["checks"] if one["check"] == "try-leftover"}
    assert pods(inside) == []


def test_after_a_kill_the_next_run_names_what_is_left(
    new_namespace: NamespaceFactory, namespace: Cluster, tmp_path: Path
) -> None:
    inside = new_namespace()
    assert namespace.own
    process = started(inside, write(tmp_path))
    send(signal.SIGKILL, inside)
    process.communicate(timeout=60)
    (left,) = pods(inside)
    assert left.startswith(trial_commands.PREFIX)
    checks = json.loads(doctor(inside, write(tmp_path)).stdout)["checks"]
    (warning,) = (one for one in checks if one["check"] == "try-leftover" and one["status"] == "warning")
    assert warning["command"] == f"kubectl delete pod {left} --namespace={inside.namespace} --context={CONTEXT}"
    inside.run("sh", "-c", warning["command"]).expect()
    assert pods(inside) == []


@pytest.fixture
def forwarder(namespace: Cluster, tmp_path: Path) -> Iterator[tuple[Popen[str], Path]]:
    """A program between `kubectl` and the server, and a kubeconfig that goes through it."""
    config = namespace.kubectl("config", "view", "--raw", "--flatten", "--output=json").json()
    server = config["clusters"][0]["cluster"]
    address = urlsplit(server["server"])
    words = (sys.executable, "-c", FORWARDER, str(address.hostname), str(address.port or 443))
    process = namespace.popen(*words, stdout=PIPE)
    assert process.stdout is not None
    server |= {
        "server": f"https://127.0.0.1:{int(process.stdout.readline())}",
        "tls-server-name": "kubernetes.default.svc",
    }
    file = tmp_path / "kubeconfig"
    file.write_text(json.dumps(config), "utf-8")
    file.chmod(0o600)
    yield process, file
    for one in processes(b"asyncio.start_server"):
        os.kill(one, signal.SIGKILL)
    process.send_signal(signal.SIGCONT)  # nsenter stops when its program does
    process.communicate()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_after_a_lost_connection_the_pod_is_named(
    new_namespace: NamespaceFactory, forwarder: tuple[Popen[str], Path], tmp_path: Path, number: signal.Signals
) -> None:
    """The connection is refused, or the server is silent."""
    inside = new_namespace()
    words = ("env", f"KUBECONFIG={forwarder[1]}", *command(inside, write(tmp_path)))
    process = inside.popen(*words, stdout=PIPE, stderr=PIPE)
    wait_for(lambda: pods(inside) or process.poll() is not None)
    assert process.poll() is None, process.communicate()
    for one in processes(b"asyncio.start_server"):
        os.kill(one, number)
    output, errors = process.communicate(timeout=300)
    assert process.returncode == 1, errors
    (left,) = pods(inside)
    (own,) = (one for one in json.loads(output)["checks"] if one["check"] == "try-leftover")
    assert (own["status"], left in own["message"]) == ("warning", True)
    checks = json.loads(doctor(inside, write(tmp_path)).stdout)["checks"]
    assert [left in one["message"] for one in checks if one["status"] == "warning"] == [True]
    inside.run("sh", "-c", own["command"]).expect()
    assert pods(inside) == []
