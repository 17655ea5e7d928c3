"""The control groups of the cluster: one in each hierarchy, named `kaniko-guide`, with those of the pods below it."""

from __future__ import annotations

import contextlib
import os
import re
import time
from pathlib import Path

NAME = "kaniko-guide"
"""Also the kubelet's `cgroupRoot` in `config/kubelet.yaml`."""
INHERITED = ("cpuset.cpus", "cpuset.mems")
"""Settings that a new group has to copy before it can have processes."""
PATIENCE = 10.0
"""For how many seconds removal waits for processes that are ending."""


def mount_points(mountinfo: str, kind: str) -> list[Path]:
    """The mount points of one type of file system.

    Args:
        mountinfo: the content of `/proc/PID/mountinfo`.
        kind: the type, such as `cgroup`.
    """
    lines = (line.partition(" - ") for line in mountinfo.splitlines())
    return [Path(left.split()[4].replace("\\040", " ")) for left, _, right in lines if right.split()[0] == kind]


def hierarchies() -> list[Path]:
    """The mounted hierarchies of control groups of version 1."""
    return mount_points(Path("/proc/self/mountinfo").read_text("utf-8"), "cgroup")


def version() -> str:
    """The version whose controllers this machine uses, see `version_of`."""
    return version_of(Path("/proc/self/mountinfo").read_text("utf-8"))


def version_of(mountinfo: str) -> str:
    """The version of control groups that is mounted with controllers: `v1`, `v2`, or `none`.

    Args:
        mountinfo: the content of `/proc/PID/mountinfo`.
    """
    if mount_points(mountinfo, "cgroup"):
        return "v1"
    return "v2" if mount_points(mountinfo, "cgroup2") else "none"


def create() -> None:
    """Create the cluster's group, and the node's below it, in every hierarchy."""
    for hierarchy in hierarchies():
        for group in (hierarchy / NAME, hierarchy / NAME / "node"):
            group.mkdir(exist_ok=True)
            for setting in INHERITED:
                if (group / setting).exists():
                    (group / setting).write_text((group.parent / setting).read_text("utf-8"), "utf-8")


def join() -> None:
    """Move this process into the node's group of every hierarchy."""
    for hierarchy in hierarchies():
        (hierarchy / NAME / "node" / "cgroup.procs").write_text("0", "utf-8")


def groups() -> list[Path]:
    """The cluster's groups that exist, each after the groups below it."""
    found = [
        Path(path)
        for hierarchy in hierarchies()
        for path, _, _ in os.walk(hierarchy / NAME, topdown=False)
        if Path(path).is_dir()
    ]
    return sorted(found, key=lambda path: len(path.parts), reverse=True)


def processes() -> list[int]:
    """The processes in the cluster's groups."""
    found: set[int] = set()
    for group in groups():
        with contextlib.suppress(OSError):
            found.update(map(int, (group / "cgroup.procs").read_text("utf-8").split()))
    return sorted(found)


def remove() -> list[Path]:
    """Remove the cluster's groups; those that still have processes after `PATIENCE` are returned."""
    deadline = time.monotonic() + PATIENCE
    while remaining := groups():
        for group in remaining:
            with contextlib.suppress(OSError):
                group.rmdir()
        if time.monotonic() > deadline:
            return groups()
        if groups():
            time.sleep(0.05)
    return []


def is_member(cgroups: str) -> bool:
    """Whether a process is in one of the cluster's groups.

    Args:
        cgroups: the content of its `/proc/PID/cgroup`.
    """
    return re.search(rf":/{NAME}(/|$)", cgroups, re.MULTILINE) is not None
