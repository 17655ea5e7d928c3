"""A cluster whose programs are stubs that start at once and only wait: enough to see how it starts and ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lab.cluster import certificates, conditions, leftovers, processes, programs
from lab.cluster.layout import Home, minor_versions
from lab.tools import unavailable
from tests.support import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SHARED = Home(ROOT / ".cache" / "cluster-tests")
MINOR = minor_versions()[0]
WAIT = "#!/bin/sh\nexec sleep 1000\n"
STUBS = {
    "containerd": "#!/bin/sh\ntouch /run/containerd/containerd.sock\nexec sleep 1000\n",
    "ctr": "#!/bin/sh\nexit 0\n",
}
PATIENCE = 15.0
"""For how many seconds a test waits for the end of a cluster."""


def require_own() -> None:
    """Ensure that a cluster can be started here.

    Raises:
        UnavailableError: `KUBECONFIG` names another, or a condition is not met.
    """
    if os.environ.get("KUBECONFIG"):
        unavailable("own-cluster", "KUBECONFIG names a cluster: none is started and killed beside it.")
    conditions.require(SHARED)


def make(directory: Path) -> Home:
    """The home of a cluster of stubs; all of them share certificates and images, which take the most time."""
    home = Home(directory)
    for shared in (SHARED.pki, SHARED.images):
        shared.mkdir(parents=True, exist_ok=True)
        (directory / shared.name).symlink_to(shared)
    if not certificates.current(SHARED.pki):
        certificates.make(SHARED.pki)
    for program in programs.needed(home, MINOR):
        program.file.parent.mkdir(parents=True, exist_ok=True)
        program.file.write_text(STUBS.get(program.name, WAIT), "utf-8")
        program.file.chmod(0o755)
    return home


@contextmanager
def command(home: Home, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A command of the cluster that runs; it is killed in the end.

    In the background of a script SIGINT is ignored, and a child inherits that: it gets its own signals.
    """
    with subprocess.Popen(
        ["env", "--default-signal=INT", sys.executable, "-m", "lab.cluster", *arguments],
        cwd=ROOT,
        env=os.environ | {"CLUSTER_HOME": str(home.path), "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        try:
            yield running
        finally:
            running.send_signal(signal.SIGKILL)


def read_until(running: subprocess.Popen[str], text: str) -> list[str]:
    """The lines that a program prints up to one with a text.

    Raises:
        AssertionError: it ended without that line.
    """
    assert running.stdout is not None
    lines = []
    for line in running.stdout:
        lines.append(line)
        if text in line:
            return lines
    raise AssertionError("".join(lines))


def what_remains(home: Home, namespaces: leftovers.Namespaces = leftovers.NO_NAMESPACES) -> list[str]:
    """What is left of a cluster; waits until nothing is, or `PATIENCE` has passed.

    Args:
        home: of the cluster.
        namespaces: those that it had while it ran.
    """
    deadline = time.monotonic() + PATIENCE
    while left := leftovers.list_all(home) + leftovers.users(namespaces):
        if time.monotonic() > deadline:
            return left
        time.sleep(0.1)
    return []


def wait_for_node() -> processes.Process:
    """The first process of the cluster's namespaces, as soon as it runs."""
    deadline = time.monotonic() + PATIENCE
    while (node := processes.node()) is None:
        assert time.monotonic() < deadline, "no cluster has started"
        time.sleep(0.02)
    return node
