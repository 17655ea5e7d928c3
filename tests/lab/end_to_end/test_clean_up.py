"""A run leaves no process, namespace, mount or file, however it ends."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lab.end_to_end import sandbox
from tests.support import ROOT, SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.tool

RECIPE = SNIPPETS / "quick-start"
PODMAN_STORAGE = ("/run/containers", "/var/lib/containers")
"""Podman's own storage, which it may change when it pulls images."""
SHARED = tuple(
    map(Path, ("/mnt", "/run/crun", "/var/cache/containers", *(() if shutil.which("podman") else PODMAN_STORAGE)))
)
"""The default directories of the programs of a build."""
KINDS = ("ipc", "mnt", "net", "pid", "uts")
"""The kinds of namespaces that a run has of its own."""


def descendants(process: int) -> dict[int, str]:
    """A process and all its descendants by number, with the start time, which identifies the process."""
    parents: dict[int, tuple[int, str]] = {}
    for path in Path("/proc").iterdir():
        if path.name.isdecimal():
            try:
                fields = (path / "stat").read_text("utf-8").rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            parents[int(path.name)] = int(fields[1]), fields[19]
    found = {process: parents[process][1]}
    while more := {number: at for number, (parent, at) in parents.items() if parent in found and number not in found}:
        found |= more
    return found


def alive(processes: dict[int, str]) -> list[int]:
    """The processes that still run; a zombie does not."""
    found = []
    for number, at in processes.items():
        try:
            fields = Path(f"/proc/{number}/stat").read_text("utf-8").rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if fields[19] == at and fields[0] != "Z":
            found.append(number)
    return found


def namespaces(processes: dict[int, str]) -> set[str]:
    """The namespaces of processes, except those of this process."""
    found = set()
    for number in processes:
        for path in (Path(f"/proc/{number}/ns") / kind for kind in KINDS):
            try:
                found.add(str(path.readlink()))
            except OSError:  # it has ended, or its namespaces may not be read
                continue
    return found - {str(path.readlink()) for path in Path("/proc/self/ns").iterdir()}


def all_namespaces() -> set[str]:
    """Every namespace in which a process runs, except those of this process."""
    return namespaces({int(path.name): "" for path in Path("/proc").iterdir() if path.name.isdecimal()})


@contextlib.contextmanager
def kept(processes: dict[int, str]) -> Iterator[set[str]]:
    """The namespaces of processes, kept from ending: else the kernel gives their numbers to other ones."""
    with contextlib.ExitStack() as stack:
        for number in processes:
            for kind in KINDS:
                with contextlib.suppress(OSError):  # it has ended
                    file = os.open(f"/proc/{number}/ns/{kind}", os.O_RDONLY)
                    stack.callback(os.close, file)
        yield namespaces(processes)


def shared_files() -> dict[Path, list[str]]:
    """The files in the shared directories, and the mounts there."""
    mounts = Path("/proc/self/mountinfo").read_text("utf-8").splitlines()
    return {
        directory: sorted(map(str, directory.rglob("*"))) + [line for line in mounts if f" {directory}" in line]
        for directory in SHARED
    }


@pytest.mark.parametrize("after", ["pod", "sh Maven/maven"])
def test_killed_run_leaves_nothing(tmp_path: Path, after: str) -> None:
    before = shared_files()
    with sandbox.start():
        pass  # a missing program skips the test here
    with (
        contextlib.ExitStack() as stack,
        subprocess.Popen(
            [sys.executable, "-m", "lab.end_to_end", RECIPE],
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ
            | {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}", "TMPDIR": str(tmp_path), "HOME": str(tmp_path)}
            | {"PYTHONDONTWRITEBYTECODE": "1"},
        ) as process,
    ):
        assert process.stdout is not None
        for line in process.stdout:
            if after in line:
                break
        processes = descendants(process.pid)
        spaces = stack.enter_context(kept(processes))
        process.send_signal(signal.SIGKILL)
        assert len(processes) > 3, "the run was not under way"
        assert spaces
        end = time.monotonic() + 10
        # A process that was started after the list was made may still end.
        while (alive(processes) or spaces & all_namespaces()) and time.monotonic() < end:
            time.sleep(0.05)
        assert alive(processes) == []
        assert spaces & all_namespaces() == set()
    assert list(tmp_path.iterdir()) == []
    assert shared_files() == before


def test_finished_run_leaves_nothing(tmp_path: Path) -> None:
    before = shared_files()
    (tmp_path / "recipe.yml").write_text("title: {zh: 空, en: Empty}\n", "utf-8")
    with contextlib.ExitStack() as stack:
        with sandbox.start() as worker:
            processes = descendants(worker.process.pid)
            spaces = stack.enter_context(kept(processes))
            with pytest.raises(RuntimeError, match="has no promises"):
                worker.build(tmp_path)
        assert alive(processes) == []
        assert spaces & all_namespaces() == set()
    assert shared_files() == before
