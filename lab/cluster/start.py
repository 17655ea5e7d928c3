"""Starts and ends the cluster, and runs commands in its namespaces."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from lab.cluster import certificates, conditions, guard, images, processes, programs
from lab.cluster.layout import NODE, Home, python_command, python_environment
from lab.tools import find, unavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

KUBECONFIG = NODE / "pki" / "admin.kubeconfig"
RUNNING = "CLUSTER_RUNNING"
"""Is set for a command that runs while the cluster does."""
PATIENCE = 30.0
"""For how many seconds the end of the cluster may last."""
LOG_LINES = 5


class StartError(Exception):
    """The cluster did not start, or ended while it started."""


class EndError(Exception):
    """Something of the cluster is left."""


@dataclass(frozen=True, slots=True)
class Step:
    """A part of the start, and how many seconds it lasted."""

    name: str
    seconds: float

    def __str__(self) -> str:
        return f"{self.seconds:6.2f} s  {self.name}"


def prepare(home: Home, minor: str) -> Path:
    """Make what the start needs besides the programs, unless it is there: certificates and images.

    Returns:
        The archive of the images.

    Raises:
        UnavailableError: a condition is not met, or a program is not built.
    """
    conditions.require(home)
    absent = [program.name for program in programs.missing(home, minor)]
    if absent:
        unavailable(
            "cluster-programs", f"Not built: {', '.join(absent)}; build: python -m lab.cluster build --minor {minor}."
        )
    with _locked(home.path):
        if not certificates.current(home.pki):
            certificates.make(home.pki)
        archive = images.provide(home.images, home.pki / "ca.crt")
    home.log.mkdir(exist_ok=True)
    for file in home.log.glob("*.log"):
        file.unlink()
    return archive


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    """Keep other processes from preparing in this directory for as long as the block lasts."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


class Running:
    """A cluster that ends with this process, unless it is kept."""

    def __init__(self, home: Home, minor: str, archive: Path) -> None:
        self._home = home
        self._log = home.log / "node.log"
        with self._log.open("wb") as log:
            self._guard = subprocess.Popen(
                python_command(processes.GUARD, str(home.path), minor, archive.name),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd="/",
                env=python_environment(),
                start_new_session=True,
            )

    def wait(self, report: Callable[[Step], None]) -> None:
        """Wait until a pod can run; each step has its own limit of time.

        Args:
            report: called with each step when it ended.

        Raises:
            StartError: a step failed, or the cluster ended.
        """
        assert self._guard.stdout is not None
        for line in self._guard.stdout:
            message = json.loads(line)
            if "ready" in message:
                return
            if "failed" in message:
                raise StartError(self._explain(message["failed"]))
            report(Step(message["step"], message["seconds"]))
        raise StartError(self._explain("the cluster ended while it started"))

    def keep(self) -> None:
        """Let the cluster run until `down`, also after this process has ended."""
        assert self._guard.stdin is not None
        assert self._guard.stdout is not None
        self._guard.stdin.write(guard.KEEP.decode())
        self._guard.stdin.close()
        self._guard.stdout.close()

    def end(self) -> None:
        """End the cluster and wait until nothing of it is left.

        Raises:
            EndError: something is left.
        """
        assert self._guard.stdin is not None
        self._guard.send_signal(signal.SIGTERM)
        self._guard.stdin.close()
        try:
            code = self._guard.wait(PATIENCE)
        except subprocess.TimeoutExpired as error:
            message = f"the guard, process {self._guard.pid}, has not ended after {PATIENCE:.0f} s"
            raise EndError(message) from error
        assert self._guard.stdout is not None
        self._guard.stdout.close()
        if code and (remaining := guard.clean(self._home)):
            message = f"control groups are still in use: {', '.join(map(str, remaining))}"
            raise EndError(self._explain(message))

    def _explain(self, message: str) -> str:
        lines = self._log.read_text("utf-8", "replace").splitlines()[-LOG_LINES:]
        return "\n  ".join([f"{message}; logs: {self._home.log}", *lines])


@contextmanager
def running(home: Home, minor: str, report: Callable[[Step], None]) -> Iterator[Running]:
    """Run a cluster for as long as the block lasts, and no longer than this process.

    Args:
        home: the directory of the cluster's files.
        minor: the minor version of Kubernetes.
        report: called with each step of the start and with the end.

    Raises:
        UnavailableError: see `prepare`.
        StartError: it did not start.
        EndError: something of it is left.
    """
    cluster = _launch(home, minor, report)
    try:
        cluster.wait(report)
        yield cluster
    finally:
        began = time.monotonic()
        cluster.end()
        report(Step("the cluster has ended", time.monotonic() - began))


def up(home: Home, minor: str, report: Callable[[Step], None]) -> None:
    """Start a cluster that runs until `down`; for arguments and errors see `running`."""
    cluster = _launch(home, minor, report)
    try:
        cluster.wait(report)
    except BaseException:
        cluster.end()
        raise
    cluster.keep()


def _launch(home: Home, minor: str, report: Callable[[Step], None]) -> Running:
    began = time.monotonic()
    archive = prepare(home, minor)
    report(Step("certificates and images are there", time.monotonic() - began))
    return Running(home, minor, archive)


def down(home: Home) -> bool:
    """End the cluster of this machine, whoever started it, and remove what is left of an earlier one.

    Args:
        home: the directory whose files are removed if no process of a cluster is left.

    Returns:
        Whether a cluster was running.

    Raises:
        EndError: something of it is left.
    """
    guards, node = processes.running(processes.GUARD), processes.node()
    for process in guards:
        home = Home(processes.home_of(process))
        os.kill(process.number, signal.SIGTERM)
    if not guards and node is not None:
        home = Home(processes.home_of(node))
        os.kill(node.number, signal.SIGKILL)
    ending = [process.number for process in [*guards, *([node] if node else [])]]
    deadline = time.monotonic() + PATIENCE
    while not all(map(processes.has_ended, ending)):
        if time.monotonic() > deadline:
            message = f"processes of the cluster have not ended after {PATIENCE:.0f} s: {ending}"
            raise EndError(message)
        time.sleep(0.05)
    if remaining := guard.clean(home):
        message = f"control groups are still in use: {', '.join(map(str, remaining))}"
        raise EndError(message)
    return bool(ending)


def command_inside(command: Sequence[str], minor_directories: Sequence[Path]) -> list[str]:
    """The command line that runs a command in the cluster's namespaces, in this directory and as administrator.

    Args:
        command: the program and its arguments.
        minor_directories: directories with programs of the cluster.

    Raises:
        UnavailableError: no cluster runs.
    """
    node = processes.node()
    if node is None:
        unavailable("cluster", "No cluster runs on this machine; start it: python -m lab.cluster up.")
    path = ":".join([*map(str, minor_directories), os.environ.get("PATH", "")])
    enter = [find("nsenter"), f"--target={node.number}", "--mount", "--net", "--pid", "--uts", "--ipc", "--"]
    # Programs in Go that end at once need no garbage collection, which is a quarter of the processor time of kubectl.
    settings = [f"--chdir={Path.cwd()}", f"PATH={path}", f"KUBECONFIG={KUBECONFIG}", "GOGC=off"]
    return [*enter, "env", *settings, *command]


def inside(command: Sequence[str]) -> list[str]:
    """The same as `command_inside`, with the programs of the cluster that runs.

    Raises:
        UnavailableError: no cluster runs.
    """
    node = processes.node()
    if node is None:
        return command_inside(command, ())
    home, minor = Home(processes.home_of(node)), node.arguments[4]
    return command_inside(command, [home.programs(minor), home.programs(programs.RUNTIME_MODULE)])
