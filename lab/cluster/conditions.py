"""What a machine needs to run the cluster, and which of it is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from lab.cluster import control_groups, guard
from lab.cluster.images import AUTHORITIES
from lab.tools import UnavailableError, find, report_missing, unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from lab.cluster.layout import Home

PROGRAMS = ("runc", "ip", "openssl", "busybox", "docker-registry", "unshare", "nsenter", "mount", "hostname")
PLUGINS = ("bridge", "host-local", "loopback")
PLUGIN_DIRECTORY = Path("/usr/lib/cni")
"""Where Debian has the CNI plugins; named in `config/containerd.toml`."""
CONTROLLERS = ("cpu", "cpuset", "memory", "pids")
OTHER_CLUSTER = "other-cluster"
INSTEAD = "or set KUBECONFIG to use another cluster, such as one of kind"


def check_system() -> None:
    """The cluster needs Linux, root and new namespaces."""
    if sys.platform != "linux":
        unavailable("linux", f"The cluster runs only on Linux, and this is {sys.platform}; {INSTEAD}.")
    if os.geteuid() != 0:
        unavailable(
            "root", f"The cluster runs only as root: it needs namespaces, mounts and control groups; {INSTEAD}."
        )


def check_control_groups() -> None:
    """The cluster needs writable hierarchies of control groups of version 1, with the kubelet's controllers."""
    version = control_groups.version()
    if version != "v1":
        found = {"v2": "only control groups of version 2", "none": "no control groups"}[version]
        unavailable("cgroups", f"This machine mounts {found}; the cluster supports version 1 only, {INSTEAD}.")
    names = {name for path in control_groups.hierarchies() for name in path.name.split(",")}
    missing = [name for name in CONTROLLERS if name not in names]
    if missing:
        unavailable("cgroups", f"No hierarchy of control groups has {', '.join(missing)}; mount it, {INSTEAD}.")
    closed = [str(path) for path in control_groups.hierarchies() if not os.access(path, os.W_OK)]
    if closed:
        unavailable("cgroups", f"Control groups can't be made in {', '.join(closed)}; {INSTEAD}.")


def check_programs() -> None:
    """The cluster needs programs that are installed as packages."""
    for name in PROGRAMS:
        find(name)
    for name in PLUGINS:
        if not (PLUGIN_DIRECTORY / name).is_file():
            report_missing("cni-plugins", f"no {PLUGIN_DIRECTORY / name}")
    if not AUTHORITIES.is_file():
        report_missing("ca-certificates", f"no {AUTHORITIES}")


def check_namespaces() -> None:
    """The cluster needs new namespaces, which root in a container may not make."""
    command = [find("unshare"), *guard.NAMESPACES, "--fork", "true"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        unavailable("namespaces", f"This machine allows no new namespaces ({done.stderr.strip()}); {INSTEAD}.")


def file_system(path: Path, mountinfo: str) -> str:
    """The type of the file system that has a path.

    Args:
        path: absolute, and without symbolic links.
        mountinfo: the content of `/proc/self/mountinfo`.
    """
    best, kind = Path("/"), ""
    for line in mountinfo.splitlines():
        left, _, right = line.partition(" - ")
        place = Path(left.split()[4].replace("\\040", " "))
        if path.is_relative_to(place) and len(place.parts) >= len(best.parts):
            best, kind = place, right.split()[0]
    return kind


def check_directory(home: Home) -> None:
    """The cache directory must be writable and not on an overlay, where containerd can't keep layers."""
    try:
        home.path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        unavailable("cache-directory", f"The cache directory can't be made: {error}; set CLUSTER_HOME to another.")
    kind = file_system(home.path.resolve(), Path("/proc/self/mountinfo").read_text("utf-8"))
    if kind == "overlay":
        unavailable(
            "cache-directory",
            f"{home.path} is on an overlay file system, where layers of images can't be; set CLUSTER_HOME to a"
            " directory on another file system.",
        )


def check_other_cluster() -> None:
    """Only one cluster runs on a machine."""
    if guard.is_claimed():
        unavailable(OTHER_CLUSTER, "Another cluster runs on this machine; end it: python -m lab.cluster down.")
    if members := control_groups.processes():
        unavailable(
            OTHER_CLUSTER,
            f"The control groups {control_groups.NAME} have processes of an earlier cluster:"
            f" {', '.join(map(str, members))}; end it: python -m lab.cluster down.",
        )


def problems(home: Home) -> Iterator[UnavailableError]:
    """Each condition that this machine does not meet, in the order in which they should be fixed."""
    checks: list[Callable[[], None]] = [
        check_system,
        check_control_groups,
        check_programs,
        check_namespaces,
        lambda: check_directory(home),
        check_other_cluster,
    ]
    for check in checks:
        try:
            check()
        except UnavailableError as error:
            yield error


def require_machine(home: Home) -> None:
    """Ensure that the cluster could start here if no other ran.

    Raises:
        UnavailableError: the first condition that is not met.
    """
    for error in problems(home):
        if error.name != OTHER_CLUSTER:
            raise error


def require(home: Home) -> None:
    """Ensure that the cluster can start here.

    Raises:
        UnavailableError: the first condition that is not met.
    """
    for error in problems(home):
        raise error
