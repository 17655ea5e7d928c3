"""What a cluster has on this machine: its processes, namespaces, mounts, control groups and files."""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lab.cluster import control_groups, processes

if TYPE_CHECKING:
    from lab.cluster.layout import Home

KINDS = ("mnt", "net", "pid", "uts", "ipc")
"""The kinds of namespaces that a cluster has of its own."""


def namespaces(process: int) -> set[str]:
    """The namespaces of a process, each as `kind:[number]`; empty where it has ended."""
    found = set()
    for kind in KINDS:
        try:
            found.add(str(Path(f"/proc/{process}/ns/{kind}").readlink()))
        except OSError:
            return set()
    return found


@dataclass(frozen=True, slots=True)
class Namespaces:
    """The namespaces of a cluster at one time.

    Attributes:
        names: each as `kind:[number]`; the kernel gives the number to a new namespace after the old one has ended.
        seconds: the time, in seconds since this machine started.
    """

    names: frozenset[str] = frozenset()
    seconds: float = 0.0


NO_NAMESPACES = Namespaces()


def own_namespaces() -> Namespaces:
    """The namespaces that only processes of a cluster have now; they are those of the node and of its pods."""
    machine = namespaces(os.getpid()) | namespaces(1)
    found = {name for process in processes.of_clusters() for name in namespaces(process.number)} - machine
    return Namespaces(frozenset(found), time.clock_gettime(time.CLOCK_BOOTTIME))


def users(known: Namespaces) -> list[str]:
    """What keeps namespaces of a cluster alive: older processes that are in them, and mounts of them on this machine.

    Args:
        known: the namespaces, as they were while the cluster ran.
    """
    found = [
        f"process {number} is in {', '.join(sorted(shared))}"
        for number in processes.numbers()
        if (shared := namespaces(number) & known.names) and processes.started(number) < known.seconds
    ]
    mounted = Path("/proc/self/mountinfo").read_text("utf-8")
    return found + [f"{name} is mounted" for name in sorted(known.names) if name in mounted]


def mounts(home: Home) -> list[str]:
    """The mounts of a cluster that this machine sees, outside the cluster's own namespaces."""
    places = re.compile(rf" ({re.escape(str(home.path))}|/run/cluster)(/\S*)? ")
    lines = Path("/proc/self/mountinfo").read_text("utf-8").splitlines()
    return [f"mount: {line.split()[4]}" for line in lines if places.search(line.partition(" - ")[0])]


def list_all(home: Home) -> list[str]:
    """Everything that a cluster has on this machine, one line each; empty after it has ended.

    Programs, images, certificates and logs in the cache directory are not listed: they are kept.

    Args:
        home: the directory of the cluster's files.
    """
    return [
        *map(str, processes.of_clusters()),
        *(f"namespace {name}" for name in sorted(own_namespaces().names)),
        *mounts(home),
        *(f"control group {group}" for group in control_groups.groups()),
        *([f"files of a run: {home.state}"] if home.state.exists() else []),
    ]
