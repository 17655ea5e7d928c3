"""Runs a pod's containers by crun as a node does: with the pod's command, mounts, user and capabilities.

Unlike a node it has no cgroups (limits have no effect), no seccomp and no terminal.
"""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import dataclass, field, replace
from typing import IO, TYPE_CHECKING, Any

from lab.end_to_end import BuildError, run
from lab.end_to_end.environment import HOSTS, MACHINE, RESOLVER, TMPFS
from lab.end_to_end.roots import Mount
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
"""The default capabilities of containerd."""
CLUSTER = {"KUBERNETES_SERVICE_HOST": "10.43.0.1", "KUBERNETES_SERVICE_PORT": "443"}
ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
"""The mount point of the service account token in every container of a cluster."""
SUPPORTED_SECURITY_FIELDS = {
    "runAsUser",
    "runAsGroup",
    "runAsNonRoot",
    "capabilities",
    "allowPrivilegeEscalation",
    "readOnlyRootFilesystem",
}


@dataclass
class RunningContainer:
    """A container that crun runs.

    Attributes:
        name: of the container.
        directory: the OCI bundle.
        root: its file system.
        process: its first process, as in OCI's runtime specification.
        mounts: all its mounts.
        runner: the crun process.
    """

    name: str
    directory: Path
    root: Root
    process: dict[str, Any]
    mounts: tuple[Mount, ...]
    runner: subprocess.Popen[bytes] = field(repr=False)

    def path_on_machine(self, path: str) -> Path:
        """The worker's path of a file in the container."""
        matching = [mount for mount in self.mounts if f"{path}/".startswith(f"{mount.target.rstrip('/')}/")]
        if not matching:
            return self.root.path / path.lstrip("/")
        mount = max(matching, key=lambda found: len(found.target))
        return mount.source / path[len(mount.target.rstrip("/")) :].lstrip("/")

    def run(self, command: list[str], environment: dict[str, str], directory: str, log: IO[bytes]) -> int:
        """Run a program in the container, as `kubectl exec` does; its exit code.

        Args:
            command: the program and its arguments.
            environment: variables in addition to those of the first process.
            directory: the working directory in the container.
            log: where both output streams go.
        """
        env = dict(entry.split("=", 1) for entry in self.process["env"]) | environment
        variables = [f"{key}={value}" for key, value in env.items()]
        process = self.process | {"args": command, "cwd": directory, "env": variables}
        file = self.directory / "exec.json"
        file.write_text(json.dumps(process), "utf-8")
        return subprocess.run(
            [*_crun(), "exec", "--process", file, self.name],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            timeout=600,
            check=False,
        ).returncode

    def alive(self) -> bool:
        """Whether the first process still runs."""
        return self.runner.poll() is None

    def stop(self) -> None:
        """Kill all processes of the container and unmount its file system."""
        subprocess.run([*_crun(), "delete", "--force", self.name], capture_output=True, check=False)
        self.runner.wait(timeout=10)
        if self.root.path.is_mount():
            run(["umount", self.root.path])
        if self.runner.stdin is not None:
            self.runner.stdin.close()


def _crun() -> tuple[str, ...]:
    return (find("crun"), f"--root={TMPFS / 'containers'}", "--cgroup-manager=disabled")


def start_pod_container(
    pod: Pod, container: Container, root: Root, mounts: tuple[Mount, ...], directory: Path
) -> RunningContainer:
    """Start a container of a pod.

    Args:
        pod: the pod.
        container: the container.
        root: its file system.
        mounts: of the pod, and those that the plugin and the cluster add.
        directory: an empty directory for the OCI bundle.

    Raises:
        BuildError: the container can not start with the pod's settings.
    """
    assert pod.manifest is not None
    root = mount_overlay(root, directory)
    spec = pod.manifest.data["spec"]
    stated = next(found for found in spec["containers"] if found["name"] == str(container.name))
    process = _process(container, root, (spec.get("securityContext") or {}) | (stated.get("securityContext") or {}))
    read_only = (stated.get("securityContext") or {}).get("readOnlyRootFilesystem", False)
    return start_container(
        str(container.name),
        root,
        process | {"cwd": stated.get("workingDir", root.directory)},
        mounts,
        directory,
        input_open=not container.stdin_is_empty,
        read_only=read_only,
        account=spec.get("automountServiceAccountToken", True),
    )


def mount_overlay(root: Root, directory: Path) -> Root:
    """The root as an overlay mount, as on a node; kaniko detects by it that it runs in a container."""
    parts = {name: directory / name for name in ("root", "written", "work")}
    for part in parts.values():
        part.mkdir(parents=True)
    layers = f"lowerdir={root.path},upperdir={parts['written']},workdir={parts['work']}"
    run(["mount", "-t", "overlay", "-o", layers, "overlay", parts["root"]])
    return replace(root, path=parts["root"])


def _process(container: Container, root: Root, security: dict[str, Any]) -> dict[str, Any]:
    """The first process of a container, as in OCI's runtime specification."""
    assert container.name is not None
    unknown = security.keys() - SUPPORTED_SECURITY_FIELDS
    if unknown:
        raise BuildError(container.where, f"the end-to-end build does not support {', '.join(sorted(unknown))}")
    user, _, group = (root.user or "0:0").partition(":")
    uid, gid = security.get("runAsUser", int(user)), security.get("runAsGroup", int(group or 0))
    if security.get("runAsNonRoot") and uid == 0:
        raise BuildError(container.where, "container has runAsNonRoot and image will run as root")
    requested = security.get("capabilities") or {}
    dropped = {name.removeprefix("CAP_") for name in requested.get("drop", [])}
    kept = set() if "ALL" in dropped else set(CAPABILITIES) - dropped
    names = sorted(f"CAP_{name}" for name in kept | {name.removeprefix("CAP_") for name in requested.get("add", [])})
    effective = names if uid == 0 else []
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
        "capabilities": {"bounding": names, "effective": effective, "permitted": effective},
        "noNewPrivileges": security.get("allowPrivilegeEscalation") is False,
    }


def writable(pod: Pod, container: Container, mount: PodMount) -> bool:
    """Whether a container may write to a mount: a claim or an emptyDir without `readOnly: true`."""
    kind = next((volume.kind for volume in pod.volumes if str(volume.name) == str(mount.name)), None)
    assert pod.manifest is not None
    stated = next(found for found in pod.manifest.data["spec"]["containers"] if found["name"] == str(container.name))
    stated_mount = next(found for found in stated["volumeMounts"] if found["mountPath"] == str(mount.path))
    return kind in {"emptyDir", "persistentVolumeClaim"} and not stated_mount.get("readOnly", False)


def image_process(root: Root) -> dict[str, Any]:
    """The first process of an image that runs without a pod."""
    user, _, group = (root.user or "0:0").partition(":")
    names = [f"CAP_{name}" for name in CAPABILITIES]
    return {
        "terminal": False,
        "user": {"uid": int(user), "gid": int(group or 0)},
        "args": [*root.entrypoint, *root.arguments],
        "env": [f"{key}={value}" for key, value in root.environment.items()],
        "capabilities": {"bounding": names, "effective": names, "permitted": names},
        "cwd": root.directory,
    }


def start_container(  # noqa: PLR0913
    name: str,
    root: Root,
    process: dict[str, Any],
    mounts: tuple[Mount, ...],
    directory: Path,
    *,
    input_open: bool = False,
    read_only: bool = False,
    account: bool = True,
) -> RunningContainer:
    """Start a container by crun and wait until it runs or ended.

    Args:
        name: of the container.
        root: its file system; it decides between the network of the environment and that of the machine.
        process: its first process, as in OCI's runtime specification.
        mounts: in addition to those of the root.
        directory: for the OCI bundle.
        input_open: whether the standard input stays open.
        read_only: whether the root file system is read-only.
        account: whether a service account token is mounted.
    """
    directory.mkdir(parents=True, exist_ok=True)
    token = directory / "account"
    token.mkdir()
    hosts, resolver = (MACHINE / "hosts", MACHINE / "resolv.conf") if root.machine_network else (HOSTS, RESOLVER)
    network = [{"type": "network", "path": str(MACHINE / "net")}] if root.machine_network else []
    all_mounts = (
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
                for mount in all_mounts
            ),
        ],
        "linux": {"namespaces": [{"type": "pid"}, {"type": "mount"}, {"type": "ipc"}, *network]},
    }
    (directory / "config.json").write_text(json.dumps(config), "utf-8")
    with (directory / "log").open("wb") as log:
        runner = subprocess.Popen(
            [*_crun(), "run", "--bundle", directory, name],
            stdin=subprocess.PIPE if input_open else subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=directory,
        )
    for _ in range(200):
        state = subprocess.run([*_crun(), "state", name], capture_output=True, text=True, check=False)
        if (state.returncode == 0 and json.loads(state.stdout)["status"] == "running") or runner.poll() is not None:
            break
        time.sleep(0.02)
    return RunningContainer(name, directory, root, process, all_mounts, runner)


def process_output(running: RunningContainer) -> str:
    """The output of the first process."""
    return (running.directory / "log").read_text("utf-8", errors="replace")
