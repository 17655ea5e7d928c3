"""Runs other programs and measures them: seconds, CPU seconds and the largest process."""

from __future__ import annotations

import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROOT = Path(__file__).parents[1]
LIMIT = 600
"""Seconds after which a program has not finished."""
TAIL = 400
"""Characters of an error that are shown."""


class Run(NamedTuple):
    """What a program took.

    Attributes:
        seconds: by the clock.
        cpu: seconds of CPU, of the program and of those that it waited for.
        megabytes: the memory of the largest of these processes.
        error: the end of what it printed, if it failed; empty if it did not.
    """

    seconds: float
    cpu: float
    megabytes: float
    error: str = ""


def run(words: Sequence[str], directory: Path = ROOT, environment: Mapping[str, str] | None = None) -> Run:
    """Run a program to its end, or for `LIMIT` seconds.

    Args:
        words: the program and its arguments.
        directory: where it runs.
        environment: variables beside those of this process.
    """
    begin = time.perf_counter()
    process = start(words, directory, environment, subprocess.PIPE)
    printed: list[bytes] = []
    reader = threading.Thread(target=lambda: printed.append(process.stdout.read()))  # type: ignore[union-attr]
    reader.start()
    stopped = threading.Timer(LIMIT, stop, [process])
    stopped.start()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    stopped.cancel()
    reader.join()
    error = ""
    if seconds >= LIMIT:
        error = f"stopped after {LIMIT} seconds"
    elif process.returncode:
        error = f"exit code {process.returncode}: {printed[0].decode(errors='replace')[-TAIL:]}"
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, error)


def start(
    words: Sequence[str],
    directory: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    output: int = subprocess.DEVNULL,
) -> subprocess.Popen[bytes]:
    """Start a program in a process group of its own.

    Args:
        words: see `run`.
        directory: see `run`.
        environment: see `run`.
        output: where what it prints goes.
    """
    own = {"NO_MKDOCS_2_WARNING": "true", **(environment or {})}
    known = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return subprocess.Popen(
        words, cwd=directory, env=known | own, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
    )


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a program that `start` started, and those that it started."""
    os.killpg(process.pid, signal.SIGKILL)


def free_port() -> int:
    """A port of this machine that no program uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def medians(runs: Sequence[Run]) -> Run:
    """The median of each measure, of the runs that finished; the first error if none did."""
    good = [one for one in runs if not one.error]
    if not good:
        return runs[0]
    return Run(*(statistics.median(one[column] for one in good) for column in range(3)))  # type: ignore[arg-type]


def show(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
