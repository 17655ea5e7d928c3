"""Everything that a cluster has on a machine is listed."""

from __future__ import annotations

import os
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from lab.cluster import control_groups, leftovers, processes, start
from lab.cluster.layout import Home
from tests.lab.cluster import stub_home

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.tool


@pytest.fixture(autouse=True)
def _machine() -> None:
    stub_home.require_own()


def test_files_of_a_run_are_listed_and_those_of_the_cache_are_not(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.pki.mkdir()
    assert leftovers.list_all(home) == []
    home.state.mkdir()
    assert leftovers.list_all(home) == [f"files of a run: {home.state}"]


def test_mounts_are_listed(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    for directory in (home.path, tmp_path / "home2"):
        directory.mkdir()
        subprocess.run(["mount", "-t", "tmpfs", "tmpfs", directory], check=True)
    try:
        assert leftovers.list_all(home) == [f"mount: {home.path}"]
    finally:
        for directory in (home.path, tmp_path / "home2"):
            subprocess.run(["umount", directory], check=True)
    assert leftovers.list_all(home) == []


def test_control_groups_are_listed(tmp_path: Path) -> None:
    control_groups.create()
    try:
        listed = leftovers.list_all(Home(tmp_path))
    finally:
        control_groups.remove()
    assert len(listed) == 2 * len(control_groups.hierarchies())
    assert all(line.startswith("control group /") for line in listed)


def test_mounted_namespace_is_found(tmp_path: Path) -> None:
    file = tmp_path / "net"
    file.touch()
    subprocess.run(["unshare", f"--net={file}", "true"], check=True)
    try:
        name = f"net:[{file.stat().st_ino}]"
        known = leftovers.Namespaces(frozenset({name}))
        assert leftovers.users(known) == [f"{name} is mounted"]
    finally:
        subprocess.run(["umount", file], check=True)
    assert leftovers.users(known) == []


def test_only_processes_of_the_time_count() -> None:
    with subprocess.Popen(["unshare", "--net", "sleep", "1000"]) as process:
        own = leftovers.namespaces(os.getpid())
        while not (names := leftovers.namespaces(process.pid) - own):
            assert process.poll() is None
        now = time.clock_gettime(time.CLOCK_BOOTTIME)
        (line,) = leftovers.users(leftovers.Namespaces(frozenset(names), now + 1))
        assert leftovers.users(leftovers.Namespaces(frozenset(names), processes.started(process.pid))) == []
        process.kill()
    assert line == f"process {process.pid} is in {next(iter(names))}"
    assert leftovers.users(leftovers.Namespaces(frozenset(names), now + 1)) == []


def test_running_cluster_is_listed(tmp_path: Path) -> None:
    home = stub_home.make(tmp_path)
    with stub_home.command(home, "up") as running:
        stub_home.read_until(running, "the images are imported")
        listed = leftovers.list_all(home)
        namespaces = leftovers.own_namespaces()
        node = processes.node()
        users = leftovers.users(namespaces)
        start.down(home)
    assert node is not None
    assert {name.partition(":")[0] for name in namespaces.names} == set(leftovers.KINDS)
    assert any(line.startswith(f"process {node.number} is in ") for line in users)
    kinds = ("process", "namespace", "control group", "files of a run")
    assert all(any(line.startswith(kind) for line in listed) for kind in kinds)
    assert stub_home.what_remains(home, namespaces) == []
