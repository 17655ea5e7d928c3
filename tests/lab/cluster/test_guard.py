"""Nothing of a cluster is left, however it ends. The programs are stubs, unless the test says that they are real."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from lab.cluster import control_groups, guard, leftovers, processes, start
from lab.cluster.layout import chosen_minor, home
from tests.lab.cluster import stub_home
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.tool

ENDS = [
    ("certificates", signal.SIGKILL),
    ("the namespaces are there", signal.SIGKILL),
    ("the images are imported", signal.SIGKILL),
    ("the images are imported", signal.SIGTERM),
    ("the images are imported", signal.SIGINT),
]
TEST = """
import pathlib, time

def test_waits(namespace):
    namespace.kubectl("run", "waits", "--image=busybox:1.35", "--", "sleep", "1000").expect()
    namespace.wait_until_ready("waits")
    pathlib.Path({file!r}).write_text("a pod runs", "utf-8")
    time.sleep(1000)
"""


@pytest.fixture(autouse=True)
def _machine() -> None:
    stub_home.require_own()


@pytest.mark.parametrize(("step", "ending"), ENDS)
def test_cluster_ends_with_its_owner_while_it_starts(tmp_path: Path, step: str, ending: signal.Signals) -> None:
    files = stub_home.make(tmp_path)
    with stub_home.command(files, "up") as running:
        stub_home.read_until(running, step)
        stub_home.wait_for_node()
        namespaces = leftovers.own_namespaces()
        running.send_signal(ending)
        running.wait(stub_home.PATIENCE)
    assert len(namespaces.names) == len(leftovers.KINDS)
    assert stub_home.what_remains(files, namespaces) == []


def test_cluster_ends_with_its_owner_at_once(tmp_path: Path) -> None:
    files = stub_home.make(tmp_path)
    with stub_home.command(files, "up") as running:
        while not processes.running(processes.GUARD):
            assert running.poll() is None
        running.send_signal(signal.SIGKILL)
    assert stub_home.what_remains(files) == []


@pytest.mark.parametrize("module", [processes.GUARD, processes.NODE])
def test_cluster_ends_with_its_guard_and_with_its_node(tmp_path: Path, module: str) -> None:
    files = stub_home.make(tmp_path)
    with stub_home.command(files, "up") as running:
        stub_home.read_until(running, "the images are imported")
        namespaces = leftovers.own_namespaces()
        for process in processes.running(module):
            os.kill(process.number, signal.SIGKILL)
        assert running.stdout is not None
        assert "the cluster ended while it started" in running.stdout.read()
    assert stub_home.what_remains(files, namespaces) == []


def test_only_one_cluster_runs(tmp_path: Path) -> None:
    files = stub_home.make(tmp_path)
    assert not guard.is_claimed()
    with stub_home.command(files, "up") as running:
        stub_home.read_until(running, "containerd is ready")
        assert guard.is_claimed()
        with stub_home.command(files, "up") as second:
            assert second.stdout is not None
            assert "[other-cluster] Another cluster runs on this machine" in second.stdout.read()
        assert second.wait(stub_home.PATIENCE) == 2
        assert start.down(files)
    assert not guard.is_claimed()
    assert stub_home.what_remains(files) == []


def test_groups_that_a_killed_guard_and_owner_leave_are_removed(tmp_path: Path) -> None:
    control_groups.create()
    assert control_groups.groups()
    assert not start.down(stub_home.make(tmp_path))
    assert control_groups.groups() == []


@pytest.mark.slow
@pytest.mark.parametrize("step", ["the API server is ready", "the node is ready"])
def test_real_cluster_ends_with_its_owner_while_it_starts(step: str) -> None:
    start.prepare(home(), chosen_minor())
    with stub_home.command(home(), "up") as running:
        stub_home.read_until(running, step)
        namespaces = leftovers.own_namespaces()
        running.send_signal(signal.SIGKILL)
    assert namespaces.names
    assert stub_home.what_remains(home(), namespaces) == []


@pytest.mark.slow
def test_real_cluster_ends_with_killed_tests(tmp_path: Path) -> None:
    start.prepare(home(), chosen_minor())
    file, test = tmp_path / "runs", tmp_path / "test_waits.py"
    test.write_text(TEST.format(file=str(file)), "utf-8")
    pytest_command = ["-m", "pytest", "-p", "tests.lab.cluster.conftest", f"--rootdir={ROOT}", str(test)]
    with subprocess.Popen(
        [sys.executable, *pytest_command], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as running:
        while not file.is_file():
            assert running.poll() is None, running.communicate()[0]
        namespaces = leftovers.own_namespaces()
        members = control_groups.processes()
        running.send_signal(signal.SIGKILL)
    assert len(namespaces.names) > len(leftovers.KINDS), "the pod has no namespaces of its own"
    assert len(members) > 10
    assert stub_home.what_remains(home(), namespaces) == []
