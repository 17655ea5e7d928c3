"""The start of a cluster: what it needs first, what it reports, and how commands get inside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from lab.cluster import conditions, leftovers, node, processes, start
from lab.cluster.layout import Home
from lab.tools import UnavailableError
from tests.lab.cluster import stub_home
from tests.support import ROOT

pytestmark = pytest.mark.tool


@pytest.fixture(autouse=True)
def _machine() -> None:
    stub_home.require_own()


def test_programs_that_are_not_built_are_named(tmp_path: Path) -> None:
    home = stub_home.make(tmp_path)
    (home.programs(stub_home.MINOR) / "kubelet").unlink()
    expected = rf"^Not built: kubelet; build: python -m lab.cluster build --minor {stub_home.MINOR}\.$"
    with pytest.raises(UnavailableError, match=expected):
        start.prepare(home, stub_home.MINOR)


def test_condition_is_checked_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(conditions, "PROGRAMS", ("no-such-program",))
    with pytest.raises(ValueError, match="no-such-program"):
        start.prepare(Home(tmp_path), stub_home.MINOR)


def test_failed_step_is_explained_and_nothing_is_left(tmp_path: Path) -> None:
    home, steps = stub_home.make(tmp_path), list[start.Step]()
    (home.programs("runtime") / "ctr").write_text("#!/bin/sh\nexit 1\n", "utf-8")
    with (
        pytest.raises(start.StartError, match=r"^the images were not imported; see import\.log; logs: "),
        start.running(home, stub_home.MINOR, steps.append),
    ):
        pytest.fail("it started")
    names = [step.name for step in steps]
    assert names == [
        "certificates and images are there",
        "the namespaces are there",
        "containerd is ready",
        "the cluster has ended",
    ]
    assert all(step.seconds >= 0 for step in steps)
    assert leftovers.list_all(home) == []


def test_step_is_printed_with_its_seconds() -> None:
    assert str(start.Step("the node is ready", 1.234)) == "  1.23 s  the node is ready"


def test_command_runs_inside(tmp_path: Path) -> None:
    home = stub_home.make(tmp_path)
    with stub_home.command(home, "up") as running:
        stub_home.read_until(running, "the images are imported")
        script = 'hostname; command -v kubelet; command -v etcd; echo "$KUBECONFIG"; pwd; cat /etc/resolv.conf'
        command = start.inside(["sh", "-c", script])
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
        settings = subprocess.run(
            start.inside(["sh", "-c", "echo 3 >/proc/sys/kernel/panic; cat /proc/sys/kernel/panic"]),
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        start.down(home)
    assert printed == [
        "node",
        str(home.programs(stub_home.MINOR) / "kubelet"),
        str(home.programs("runtime") / "etcd"),
        str(start.KUBECONFIG),
        str(Path.cwd()),
        "nameserver 10.200.0.1",
    ]
    assert settings == "3\n"
    assert Path("/proc/sys/kernel/panic").read_text("utf-8") != settings


def test_without_a_cluster_no_command_runs() -> None:
    with pytest.raises(UnavailableError, match=r"^No cluster runs on this machine; start it: python -m lab.cluster up"):
        start.inside(["true"])


def test_down_without_a_cluster_says_so(tmp_path: Path) -> None:
    assert not start.down(Home(tmp_path))


def test_cluster_that_is_kept_outlives_its_owner(tmp_path: Path) -> None:
    home = stub_home.make(tmp_path)
    archive = start.prepare(home, stub_home.MINOR)
    script = (
        "import sys; from pathlib import Path; from lab.cluster import start; from lab.cluster.layout import Home;"
        "cluster = start.Running(Home(Path(sys.argv[1])), sys.argv[2], Path(sys.argv[3])); cluster.keep()"
    )
    subprocess.run([sys.executable, "-c", script, tmp_path, stub_home.MINOR, archive], cwd=ROOT, check=True)
    node_process = stub_home.wait_for_node()
    (process,) = processes.running(processes.GUARD)
    assert processes.home_of(process) == processes.home_of(node_process) == tmp_path
    namespaces = leftovers.own_namespaces()
    assert namespaces.names
    os.kill(process.number, signal.SIGTERM)
    assert stub_home.what_remains(home, namespaces) == []


def test_end_is_an_error_when_the_guard_does_not_end(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home = stub_home.make(tmp_path)
    cluster = start.Running(home, stub_home.MINOR, start.prepare(home, stub_home.MINOR))
    stub_home.wait_for_node()
    (process,) = processes.running(processes.GUARD)
    os.kill(process.number, signal.SIGSTOP)
    with monkeypatch.context() as patch:
        patch.setattr(start, "PATIENCE", 0.2)
        with pytest.raises(start.EndError, match=rf"^the guard, process {process.number}, has not ended after 0 s$"):
            cluster.end()
    os.kill(process.number, signal.SIGCONT)
    cluster.end()
    assert stub_home.what_remains(home) == []


def test_limit_of_a_step_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node, "PATIENCE", 0.0)
    with pytest.raises(node.StartError, match=r"^not reached after 0 s: the node is ready$"):
        node.Steps().wait("the node is ready", lambda: False)
