"""The processes of a cluster, as `/proc` shows them: no file records a process number."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from pathlib import Path

from lab.cluster import control_groups

PROC = Path("/proc")
GUARD, NODE = "lab.cluster.guard", "lab.cluster.node"
"""The modules that run as the two processes that hold a cluster."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process of a cluster.

    Attributes:
        number: on this machine.
        arguments: its command line.
    """

    number: int
    arguments: tuple[str, ...]

    def __str__(self) -> str:
        return f"process {self.number}: {' '.join(self.arguments)[:120] or 'its program has ended'}"


def module_arguments(arguments: tuple[str, ...], module: str) -> tuple[str, ...] | None:
    """The arguments with which Python runs a module; None where the command line is another."""
    return arguments[3:] if arguments[1:3] == ("-m", module) else None


def running(module: str) -> list[Process]:
    """The processes in which Python runs a module."""
    return [process for process in _all() if module_arguments(process.arguments, module) is not None]


def node() -> Process | None:
    """The first process of the cluster's namespaces; None where no cluster runs."""
    for process in running(NODE):
        if _status(process.number, "NSpid")[-1:] == ["1"]:
            return process
    return None


def home_of(process: Process) -> Path:
    """The home of the cluster that a process of `GUARD` or `NODE` holds."""
    return Path(process.arguments[3])


def of_clusters() -> list[Process]:
    """All processes of clusters: guards, nodes, and whatever is in the cluster's control groups."""
    return [
        process
        for process in _all()
        if any(module_arguments(process.arguments, module) is not None for module in (GUARD, NODE))
        or control_groups.is_member(_read(process.number, "cgroup"))
    ]


def has_ended(number: int) -> bool:
    """Whether a process no longer runs; a zombie has ended."""
    return _status(number, "State")[:1] in ([], ["Z"], ["X"])


def numbers() -> list[int]:
    """The numbers of all processes of this machine."""
    return [int(path.name) for path in PROC.iterdir() if path.name.isdigit()]


def started(number: int) -> float:
    """When a process started, in seconds since this machine started; infinite where it has ended."""
    fields = _read(number, "stat").rpartition(")")[2].split()
    return int(fields[19]) / os.sysconf("SC_CLK_TCK") if fields else math.inf


def _all() -> list[Process]:
    return [Process(number, tuple(_read(number, "cmdline").split("\0")[:-1])) for number in numbers()]


def _read(number: int, name: str) -> str:
    """The content of a file of a process; empty where the process has ended."""
    try:
        return (PROC / str(number) / name).read_text("utf-8", "replace")
    except OSError:
        return ""


def _status(number: int, field: str) -> list[str]:
    for line in _read(number, "status").splitlines():
        if line.startswith(f"{field}:"):
            return line.split()[1:]
    return []
