"""Process 1 of the cluster's namespaces: `python -m lab.cluster.node HOME MINOR IMAGES`.

Mounts, names and addresses that it makes exist in these namespaces only, and all processes in them end with it. It ends
when its standard input ends, which the guard holds. Progress goes to its standard output, as lines of JSON.
"""

from __future__ import annotations

import http.client
import json
import os
import ssl
import subprocess
import sys
import threading
import time
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from lab.cluster import control_groups, layout, programs
from lab.cluster.certificates import (
    CLOSED_ADDRESS,
    GIT_ADDRESS,
    NODE_ADDRESS,
    REFUSING_ADDRESS,
    REGISTRY_ADDRESSES,
    SERVICE_ADDRESS,
    SILENT_ADDRESS,
    SILENT_HARDWARE,
)
from lab.cluster.layout import NODE, Home
from lab.tools import find

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 90.0
"""For how many seconds each step of the start may last."""
PKI, CONFIG, IMAGES = NODE / "pki", NODE / "config", NODE / "images"
LOG = Path("/var/log")
SETTINGS = (
    "vm/overcommit_memory",
    "vm/panic_on_oom",
    "kernel/panic",
    "kernel/panic_on_oops",
    "kernel/keys/root_maxkeys",
    "kernel/keys/root_maxbytes",
)
"""Settings of the whole machine that the kubelet writes: in the node it writes to files instead."""


class StartError(Exception):
    """The cluster did not start."""


def report(**message: Any) -> None:  # noqa: ANN401
    """Write a message for the guard's owner."""
    print(json.dumps(message), flush=True)  # noqa: T201


def end_with_input() -> None:
    """End this process, and so all processes of its namespace, when the standard input ends."""

    def wait() -> None:
        sys.stdin.read()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def mount(*arguments: str | Path) -> None:
    """Run `mount`."""
    subprocess.run([find("mount"), *map(str, arguments)], check=True, stdin=subprocess.DEVNULL)


def mount_files(home: Home) -> None:
    """Mount the node's own file systems over those of the machine."""
    # The kubelet shares mounts with containers, but not with the machine.
    mount("--make-rprivate", "/")
    mount("--make-rshared", "/")
    mount("-t", "proc", "proc", "/proc")
    sources = {PKI: home.pki, CONFIG: layout.CONFIG, IMAGES: home.images}
    descriptors = {target: os.open(source, os.O_PATH) for target, source in sources.items()}
    state = {name: os.open(home.state / name, os.O_PATH) for name in ("kubelet", "containerd")}
    log = os.open(home.log, os.O_PATH)
    # The cache may be anywhere, also in a directory that is hidden from here on: hence the descriptors.
    mount("-t", "tmpfs", "-o", "mode=755", "tmpfs", "/run")
    for name in ("cluster", "containerd", "lock", "netns", "registry", "sysctl"):
        (Path("/run") / name).mkdir()
    for target, descriptor in descriptors.items():
        target.mkdir()
        mount_descriptor(descriptor, target)
    for directory in ("/etc", "/var/lib"):
        over = Path(f"/run/over{directory}")
        for name in ("upper", "work"):
            (over / name).mkdir(parents=True)
        layers = f"lowerdir={directory},upperdir={over}/upper,workdir={over}/work"
        mount("-t", "overlay", "overlay", "-o", layers, directory)
    for name, descriptor in state.items():
        target = Path("/var/lib") / name
        target.mkdir(exist_ok=True)
        mount_descriptor(descriptor, target)
    mount_descriptor(log, LOG)
    _write_names()
    for setting in SETTINGS:
        copy = Path("/run/sysctl") / setting.replace("/", ".")
        copy.write_text((Path("/proc/sys") / setting).read_text("utf-8"), "utf-8")
        mount("--bind", copy, f"/proc/sys/{setting}")


def mount_descriptor(descriptor: int, target: Path) -> None:
    """Mount the directory of an open descriptor."""
    mount("--bind", f"/proc/{os.getpid()}/fd/{descriptor}", target)


def _write_names() -> None:
    for name, text in {
        "resolv.conf": f"nameserver {NODE_ADDRESS}\n",
        "hosts": (CONFIG / "hosts").read_text("utf-8"),
    }.items():
        file = Path("/etc") / name
        file.unlink(missing_ok=True)
        file.write_text(text, "utf-8")


def connect() -> None:
    """Give the node its addresses: its own, those of other servers, and the API server's in the cluster."""
    ip = find("ip")
    addresses = (NODE_ADDRESS, *REGISTRY_ADDRESSES, GIT_ADDRESS, REFUSING_ADDRESS, CLOSED_ADDRESS)
    commands = [
        "link set lo up",
        "link add node0 type bridge",
        *(f"address add {address}/24 dev node0" for address in addresses),
        f"address add {SERVICE_ADDRESS}/32 dev lo",
        "link set node0 up",
        f"neighbor add {SILENT_ADDRESS} lladdr {SILENT_HARDWARE} dev node0 nud permanent",
    ]
    subprocess.run([find("hostname"), "node"], check=True)
    subprocess.run([ip, "-batch", "-"], input="\n".join(commands), text=True, check=True)
    Path("/proc/sys/net/ipv4/ip_forward").write_text("1", "utf-8")


def start(name: str, *arguments: str, program: str | None = None) -> subprocess.Popen[bytes]:
    """Start a program, with its log in a file.

    Args:
        name: of its log, and of the program unless that is given.
        arguments: of the program.
        program: its path.
    """
    with (LOG / f"{name}.log").open("wb") as log:
        return subprocess.Popen([program or name, *arguments], stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def start_first() -> None:
    """Start everything that needs no API server."""
    hosts = str(CONFIG / "hosts")
    start("dns", "-m", "lab.cluster.dns", hosts, NODE_ADDRESS, program=sys.executable)
    # Nothing outlives the cluster, so etcd may lose what it wrote.
    start("etcd", "--data-dir=/run/etcd", "--unsafe-no-fsync", "--log-level=warn")
    start("containerd", f"--config={CONFIG}/containerd.toml")
    start(
        "kube-apiserver",
        "--etcd-servers=http://127.0.0.1:2379",
        f"--bind-address={SERVICE_ADDRESS}",
        f"--advertise-address={SERVICE_ADDRESS}",
        "--secure-port=443",
        "--service-cluster-ip-range=10.96.0.0/24",
        f"--tls-cert-file={PKI}/apiserver.crt",
        f"--tls-private-key-file={PKI}/apiserver.key",
        f"--client-ca-file={PKI}/ca.crt",
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        "--allow-privileged=true",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={PKI}/accounts.pub",
        f"--service-account-signing-key-file={PKI}/accounts.key",
        f"--kubelet-certificate-authority={PKI}/ca.crt",
        "--kubelet-preferred-address-types=InternalIP",
        f"--kubelet-client-certificate={PKI}/apiserver-kubelet.crt",
        f"--kubelet-client-key={PKI}/apiserver-kubelet.key",
    )
    for registry in ("private", "public"):
        start(f"registry-{registry}", "serve", f"{CONFIG}/{registry}.yml", program=find("docker-registry"))


def start_rest() -> None:
    """Start what waits for long before its second attempt if the API server is not ready at the first."""
    start(
        "kubelet",
        f"--config={CONFIG}/kubelet.yaml",
        f"--kubeconfig={PKI}/kubelet.kubeconfig",
        f"--node-ip={NODE_ADDRESS}",
    )
    for manager, arguments in {
        "kube-scheduler": [],
        # Its first act is an account for each of its parts, by default with 20 requests in a second.
        "kube-controller-manager": [
            "--use-service-account-credentials=true",
            "--kube-api-qps=200",
            "--kube-api-burst=400",
            f"--service-account-private-key-file={PKI}/accounts.key",
            f"--root-ca-file={PKI}/ca.crt",
        ],
    }.items():
        options = ("kubeconfig", "authentication-kubeconfig", "authorization-kubeconfig")
        kubeconfigs = [f"--{option}={PKI}/{manager}.kubeconfig" for option in options]
        start(manager, *kubeconfigs, "--leader-elect=false", "--bind-address=127.0.0.1", *arguments)


@cache
def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(PKI / "ca.crt"))
    context.load_cert_chain(PKI / "admin.crt", PKI / "admin.key")
    return context


def get(path: str) -> dict[str, Any] | None:
    """The API server's answer to a request as administrator; None where there is none, or not with status 200."""
    connection = http.client.HTTPSConnection(SERVICE_ADDRESS, timeout=5, context=_tls())
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    if answer.status != 200:
        return None
    return dict(json.loads(body)) if body.startswith(b"{") else {}


def node_is_ready() -> bool:
    """Whether the node has the condition Ready."""
    conditions = (get("/api/v1/nodes/node") or {}).get("status", {}).get("conditions", [])
    return any(condition["type"] == "Ready" and condition["status"] == "True" for condition in conditions)


def pods_can_run() -> bool:
    """Whether pods are accepted, for which their account must exist, and scheduled, which a taint prevents at first."""
    account = get("/api/v1/namespaces/default/serviceaccounts/default")
    node = get("/api/v1/nodes/node")
    return account is not None and node is not None and not node["spec"].get("taints")


def import_images(archive: str) -> None:
    """Import the images of an archive into containerd.

    Args:
        archive: its name in the directory of images.

    Raises:
        StartError: it failed.
    """
    command = ["ctr", "--namespace=k8s.io", "images", "import", "--local", str(IMAGES / archive)]
    with (LOG / "import.log").open("wb") as log:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, timeout=PATIENCE, check=False)
        if done.returncode:
            message = "the images were not imported; see import.log"
            raise StartError(message)


class Steps:
    """Waits for the steps of the start, and reports how long each lasted."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def done(self, step: str) -> None:
        """Report that a step is done."""
        now = time.monotonic()
        report(step=step, seconds=now - self._began)
        self._began = now

    def wait(self, step: str, condition: Callable[[], bool]) -> None:
        """Wait until a step is done.

        Raises:
            StartError: it is not done after `PATIENCE`.
        """
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                message = f"not reached after {PATIENCE:.0f} s: {step}"
                raise StartError(message)
            time.sleep(0.05)
        self.done(step)


def run(home: Home, minor: str, archive: str) -> None:
    """Start the cluster.

    Args:
        home: the directory of the cluster's files.
        minor: the minor version of Kubernetes.
        archive: see `import_images`.

    Raises:
        StartError: a step was not reached.
    """
    steps = Steps()
    control_groups.join()
    mount_files(home)
    connect()
    directories = [home.programs(minor), home.programs(programs.RUNTIME_MODULE)]
    os.environ["PATH"] = ":".join([*map(str, directories), os.environ["PATH"]])
    os.environ["HOME"] = "/root"
    steps.done("the namespaces are there")
    start_first()
    steps.wait("containerd is ready", Path("/run/containerd/containerd.sock").exists)
    import_images(archive)
    steps.done("the images are imported")
    steps.wait("the API server is ready", lambda: get("/readyz") is not None)
    start_rest()
    steps.wait("the node is ready", node_is_ready)
    steps.wait("pods can be scheduled", pods_can_run)
    report(ready=True)


def reap() -> None:
    """Wait for ended processes, without end: process 1 is the parent of those that lost theirs."""
    while True:
        try:
            os.wait()
        except ChildProcessError:
            time.sleep(1)


def main() -> None:
    """Run process 1."""
    end_with_input()
    try:
        run(Home(Path(sys.argv[1])), *sys.argv[2:4])
    except (StartError, OSError, subprocess.SubprocessError) as error:
        report(failed=str(error))
        raise
    _silence(sys.stdout)
    reap()


def _silence(stream: IO[str]) -> None:
    """Nobody reads the progress any more."""
    with Path(os.devnull).open("wb") as null:
        os.dup2(null.fileno(), stream.fileno())


if __name__ == "__main__":
    main()
