"""The processes of a cluster are found by what they run and by their control groups."""

from __future__ import annotations

import math
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lab.cluster import processes
from lab.cluster.processes import Process

WAIT = "import time; time.sleep(1000)"


def write(proc: Path, number: int, command: str, status: str, group: str = "/") -> None:
    (proc / str(number)).mkdir()
    for name, text in {"cmdline": command, "status": status, "cgroup": f"4:memory:{group}\n"}.items():
        (proc / str(number) / name).write_text(text, "utf-8")


@pytest.fixture
def proc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A `/proc` with the processes of a cluster and one other."""
    node = f"python\0-m\0{processes.NODE}\0/cache\0001.37\0"
    write(tmp_path, 10, f"python\0-m\0{processes.GUARD}\0/cache\0001.37\0", "NSpid:\t10\n")
    write(tmp_path, 11, f"unshare\0--pid\0{node}", "NSpid:\t11\n")
    write(tmp_path, 12, node, "State:\tS (sleeping)\nNSpid:\t12\t1\n", "/kaniko-guide/node")
    write(tmp_path, 13, node, "NSpid:\t13\t7\n", "/kaniko-guide/node")
    write(tmp_path, 14, "sh\0", "State:\tZ (zombie)\nNSpid:\t14\n", "/user")
    write(tmp_path, 15, "", "NSpid:\t15\t8\t1\n", "/kaniko-guide/kubepods/pod1/c1")
    (tmp_path / "self").symlink_to("10")
    monkeypatch.setattr(processes, "PROC", tmp_path)
    return tmp_path


@pytest.mark.usefixtures("proc")
def test_node_is_the_first_process_of_its_namespace() -> None:
    node = processes.node()
    assert node is not None
    assert node.number == 12
    assert processes.home_of(node) == Path("/cache")


def test_without_a_node_no_cluster_runs(proc: Path) -> None:
    (proc / "12" / "cmdline").unlink()
    assert processes.node() is None


@pytest.mark.usefixtures("proc")
def test_processes_of_a_cluster_are_its_guard_and_the_members_of_its_groups() -> None:
    assert sorted(process.number for process in processes.of_clusters()) == [10, 12, 13, 15]


def test_processes_are_described() -> None:
    assert str(Process(5, ("sleep", "10"))) == "process 5: sleep 10"
    assert str(Process(5, ())) == "process 5: its program has ended"


@pytest.mark.usefixtures("proc")
def test_zombie_and_unknown_number_have_ended() -> None:
    assert processes.has_ended(14)
    assert processes.has_ended(99)
    assert not processes.has_ended(12)


def test_real_process_is_found_and_ends(tmp_path: Path) -> None:
    (tmp_path / "waiting.py").write_text(WAIT, "utf-8")
    environment = os.environ | {"PYTHONPATH": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-m", "waiting", "a"], env=environment) as child:
        deadline = time.monotonic() + 10
        while not (found := processes.running("waiting")) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert [process.number for process in found] == [child.pid]
        assert processes.module_arguments(found[0].arguments, "waiting") == ("a",)
        assert not processes.has_ended(child.pid)
        assert 0 <= time.clock_gettime(time.CLOCK_BOOTTIME) - processes.started(child.pid) < 60
        child.kill()
    assert processes.has_ended(child.pid)
    assert processes.started(child.pid) == math.inf
