"""Ends the cluster with the process that started it, however that ends.

Run as `python -m lab.cluster.guard`, with the arguments of the node, whose parent it is. It outlives its own parent:
when its standard input ends it kills the node and removes what is left. The word `keep` there makes the cluster stay
until SIGTERM.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

from lab.cluster import control_groups, processes
from lab.cluster.layout import Home, python_command
from lab.cluster.node import report
from lab.tools import find

KEEP = b"keep"
CLAIM = "\0kaniko-guide-cluster"
"""The abstract socket that a guard holds: only one cluster runs on a machine, and the kernel releases it."""
NAMESPACES = ("--mount", "--net", "--pid", "--uts", "--ipc")


class ClaimError(Exception):
    """Another cluster runs on this machine."""


def claim() -> socket.socket:
    """Become the only guard of this machine, as long as the socket is open.

    Raises:
        ClaimError: there is another.
    """
    held = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        held.bind(CLAIM)
    except OSError as error:
        held.close()
        message = "another cluster runs on this machine; end it: python -m lab.cluster down"
        raise ClaimError(message) from error
    return held


def is_claimed() -> bool:
    """Whether a cluster runs on this machine, or is starting or ending."""
    try:
        claim().close()
    except ClaimError:
        return True
    return False


def clean(home: Home) -> list[Path]:
    """Remove what a cluster that has ended leaves: control groups and files; groups that remain are returned."""
    remaining = control_groups.remove()
    shutil.rmtree(home.state, ignore_errors=True)
    return remaining


def wait_for_end(node: subprocess.Popen[bytes], woken: int) -> None:
    """Wait until the cluster has to end: its node has ended, its owner has, or SIGTERM came.

    Args:
        node: the process that the namespaces end with.
        woken: a descriptor that can be read after SIGTERM.
    """
    ended = os.pidfd_open(node.pid)
    poll = select.poll()
    for descriptor in (0, woken, ended):
        poll.register(descriptor, select.POLLIN)
    while True:
        ready = {descriptor for descriptor, _ in poll.poll()}
        if ready & {woken, ended}:
            return
        if not os.read(0, len(KEEP)).startswith(KEEP):
            return
        poll.unregister(0)


def main() -> int:
    """Hold the cluster; the exit code is 0 when it left nothing."""
    home = Home(Path(sys.argv[1]))
    try:
        held = claim()
    except ClaimError as error:
        report(failed=str(error))
        return 2
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer)
    signal.signal(signal.SIGTERM, lambda *_: None)
    with held:
        clean(home)
        for name in ("kubelet", "containerd"):
            (home.state / name).mkdir(parents=True)
        control_groups.create()
        command = [find("unshare"), *NAMESPACES, "--fork", "--kill-child", *python_command(processes.NODE)]
        node = subprocess.Popen([*command, *sys.argv[1:]], stdin=subprocess.PIPE)
        # Only the node writes to the owner now: the pipe ends with it.
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        wait_for_end(node, reader)
        node.kill()
        node.wait()
        return 1 if clean(home) else 0


if __name__ == "__main__":
    sys.exit(main())
