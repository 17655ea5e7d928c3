"""A pod's containers, run by crun as a node runs them: the pod's own command, mounts, user and capabilities.

What a node has and this has not: control groups (no limit is kept), seccomp, a terminal.
"""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import dataclass, field, replace
from typing import IO, TYPE_CHECKING, Any

from lab.end_to_end import BuildError, run
from lab.end_to_end.roots import Mount
from lab.end_to_end.world import HOSTS, OUTSIDE, PLACE, RESOLVER
from lab.tools import find

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.sources.model import Container, Pod
    from kaniko_guide.sources.model import Mount as PodMount
    from lab.end_to_end.roots import Root

CAPABILITIES = (
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "NET_RAW",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
)
"""What containerd gives a container."""
CLUSTER = {"KUBERNETES_SERVICE_HOST": "10.43.0.1", "KUBERNETES_SERVICE_PORT": "443"}
ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
"""Mounted into every container of a cluster."""
KNOWN = {
    "runAsUser",
    "runAsGroup",
    "runAsNonRoot",
    "capabilities",
    "allowPrivilegeEscalation",
    "readOnlyRootFilesystem",
}


@dataclass
class Running:
    """A running container."""

    name: str
    folder: Path
    root: Root
    process: dict[str, Any]
    mounts: tuple[Mount, ...]
    runner: subprocess.Popen[bytes] = field(repr=False)

    def outside(self, path: str) -> Path:
        """Where a path of the container lies for the worker."""
        fitting = [mount for mount in self.mounts if f"{path}/".startswith(f"{mount.target.rstrip('/')}/")]
        if not fitting:
            return self.root.path / path.lstrip("/")
        mount = max(fitting, key=lambda found: len(found.target))
        return mount.source / path[len(mount.target.rstrip("/")) :].lstrip("/")

    def run(self, command: list[str], environment: dict[str, str], folder: str, log: IO[bytes]) -> int:
        """Run a program in it, as the API's exec does; its exit code."""
        env = dict(entry.split("=", 1) for entry in self.process["env"]) | environment
        given = self.process | {"args": command, "cwd": folder, "env": [f"{key}={value}" for key, value in env.items()]}
        file = self.folder / "exec.json"
        file.write_text(json.dumps(given), "utf-8")
        return subprocess.run(
            [*_crun(), "exec", "--process", file, self.name],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            timeout=600,
            check=False,
        ).returncode

    def alive(self) -> bool:
        """Whether its first process still runs."""
        return self.runner.poll() is None

    def stop(self) -> None:
        """End it, with all that runs in it."""
        subprocess.run([*_crun(), "delete", "--force", self.name], capture_output=True, check=False)
        self.runner.wait(timeout=10)
        if self.root.path.is_mount():
            run(["umount", self.root.path])
        if self.runner.stdin is not None:
            self.runner.stdin.close()


def _crun() -> tuple[str, ...]:
    return (find("crun"), f"--root={PLACE / 'containers'}", "--cgroup-manager=disabled")


def start(pod: Pod, container: Container, root: Root, mounts: tuple[Mount, ...], folder: Path) -> Running:
    """Start a container of a pod.

    Args:
        pod: the pod.
        container: the container.
        root: its file system.
        mounts: of the pod, and what the plugin and the cluster add.
        folder: an empty folder, for what crun needs.

    Raises:
        BuildError: the pod asks for what its image or crun refuses.
    """
    assert pod.manifest is not None
    root = _layered(root, folder)
    spec = pod.manifest.data["spec"]
    stated = next(found for found in spec["containers"] if found["name"] == str(container.name))
    process = _process(container, root, (spec.get("securityContext") or {}) | (stated.get("securityContext") or {}))
    read_only = (stated.get("securityContext") or {}).get("readOnlyRootFilesystem", False)
    return begin(
        str(container.name),
        root,
        process | {"cwd": stated.get("workingDir", root.folder)},
        mounts,
        folder,
        input_open=not container.stdin_is_empty,
        read_only=read_only,
        account=spec.get("automountServiceAccountToken", True),
    )


def _layered(root: Root, folder: Path) -> Root:
    """The same root as a node gives it: an overlay, by which kaniko tells that it runs in a container."""
    places = {name: folder / name for name in ("root", "written", "work")}
    for place in places.values():
        place.mkdir(parents=True)
    layers = f"lowerdir={root.path},upperdir={places['written']},workdir={places['work']}"
    run(["mount", "-t", "overlay", "-o", layers, "overlay", places["root"]])
    return replace(root, path=places["root"])


def _process(container: Container, root: Root, security: dict[str, Any]) -> dict[str, Any]:
    """The first process of a container, as OCI's runtime specification wants it."""
    assert container.name is not None
    unknown = security.keys() - KNOWN
    if unknown:
        raise BuildError(container.where, f"the run can't give a container {', '.join(sorted(unknown))}")
    user, _, group = (root.user or "0:0").partition(":")
    uid, gid = security.get("runAsUser", int(user)), security.get("runAsGroup", int(group or 0))
    if security.get("runAsNonRoot") and uid == 0:
        raise BuildError(container.where, "container has runAsNonRoot and image will run as root")
    asked = security.get("capabilities") or {}
    dropped = {name.removeprefix("CAP_") for name in asked.get("drop", [])}
    kept = set() if "ALL" in dropped else set(CAPABILITIES) - dropped
    names = sorted(f"CAP_{name}" for name in kept | {name.removeprefix("CAP_") for name in asked.get("add", [])})
    given = names if uid == 0 else []
    command = [str(word) for word in container.command or ()]
    arguments = [str(word) for word in container.args or ()]
    if container.command is None:
        command, arguments = [*root.entrypoint], arguments or [*root.arguments]
    environment = root.environment | CLUSTER
    for variable in container.env or ():
        environment[str(variable.name)] = str(variable.value)
    return {
        "terminal": False,
        "user": {"uid": uid, "gid": gid},
        "args": command + arguments,
        "env": [f"{key}={value}" for key, value in environment.items()],
        "capabilities": {"bounding": names, "effective": given, "permitted": given},
        "noNewPrivileges": security.get("allowPrivilegeEscalation") is False,
    }


def writable(pod: Pod, container: Container, mount: PodMount) -> bool:
    """Whether a container may write into what is mounted: a claim or an emptyDir that isn't said to be read-only."""
    kind = next((volume.kind for volume in pod.volumes if str(volume.name) == str(mount.name)), None)
    assert pod.manifest is not None
    stated = next(found for found in pod.manifest.data["spec"]["containers"] if found["name"] == str(container.name))
    said = next(found for found in stated["volumeMounts"] if found["mountPath"] == str(mount.path))
    return kind in {"emptyDir", "persistentVolumeClaim"} and not said.get("readOnly", False)


def plain(root: Root) -> dict[str, Any]:
    """The first process of an image that is run without a pod."""
    user, _, group = (root.user or "0:0").partition(":")
    names = [f"CAP_{name}" for name in CAPABILITIES]
    return {
        "terminal": False,
        "user": {"uid": int(user), "gid": int(group or 0)},
        "args": [*root.entrypoint, *root.arguments],
        "env": [f"{key}={value}" for key, value in root.environment.items()],
        "capabilities": {"bounding": names, "effective": names, "permitted": names},
        "cwd": root.folder,
    }


def begin(  # noqa: PLR0913
    name: str,
    root: Root,
    process: dict[str, Any],
    mounts: tuple[Mount, ...],
    folder: Path,
    *,
    input_open: bool = False,
    read_only: bool = False,
    account: bool = True,
) -> Running:
    """Start a container by crun; it shares the run's network, unless its root needs the machine's.

    Raises:
        RuntimeError: crun refuses.
    """
    folder.mkdir(parents=True, exist_ok=True)
    token = folder / "account"
    token.mkdir()
    hosts, resolver = (OUTSIDE / "hosts", OUTSIDE / "resolv.conf") if root.outside else (HOSTS, RESOLVER)
    network = [{"type": "network", "path": str(OUTSIDE / "net")}] if root.outside else []
    given = (
        *root.mounts,
        Mount(hosts, "/etc/hosts"),
        Mount(resolver, "/etc/resolv.conf"),
        *([Mount(token, ACCOUNT)] if account else []),
        *mounts,
    )
    config = {
        "ociVersion": "1.0.2",
        "process": process,
        "root": {"path": str(root.path), "readonly": read_only},
        "mounts": [
            {"destination": "/proc", "type": "proc", "source": "proc"},
            {"destination": "/dev", "type": "tmpfs", "source": "tmpfs", "options": ["nosuid", "mode=755"]},
            {"destination": "/sys", "type": "sysfs", "source": "sysfs", "options": ["ro", "nosuid", "noexec", "nodev"]},
            *(
                {
                    "destination": mount.target,
                    "source": str(mount.source),
                    "options": ["bind", "rw" if mount.writable else "ro"],
                }
                for mount in given
            ),
        ],
        "linux": {"namespaces": [{"type": "pid"}, {"type": "mount"}, {"type": "ipc"}, *network]},
    }
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    with (folder / "log").open("wb") as log:
        runner = subprocess.Popen(
            [*_crun(), "run", "--bundle", folder, name],
            stdin=subprocess.PIPE if input_open else subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
        )
    for _ in range(200):
        state = subprocess.run([*_crun(), "state", name], capture_output=True, text=True, check=False)
        if (state.returncode == 0 and json.loads(state.stdout)["status"] == "running") or runner.poll() is not None:
            break
        time.sleep(0.02)
    return Running(name, folder, root, process, given, runner)


def said(running: Running) -> str:
    """What its first process printed."""
    return (running.folder / "log").read_text("utf-8", errors="replace")
