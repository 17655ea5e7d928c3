"""Each condition that a machine does not meet is reported by itself, with what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from lab.cluster import conditions, control_groups, guard, images
from lab.cluster.layout import Home
from lab.tools import UnavailableError, report_missing

if TYPE_CHECKING:
    from collections.abc import Callable

OVERLAY = "1 0 0:1 / / rw - overlay overlay rw\n2 1 8:1 / /data rw - ext4 /dev/vda rw\n"
KIND = "or set KUBECONFIG to use another cluster, such as one of kind."


def reasons(home: Path) -> list[tuple[str, str]]:
    return [(error.name, error.reason) for error in conditions.problems(Home(home))]


@pytest.fixture(autouse=True)
def _met(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that meets every condition, whatever this one is."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(control_groups, "version", lambda: "v1")
    hierarchies = [Path("/sys/fs/cgroup") / name for name in conditions.CONTROLLERS]
    monkeypatch.setattr(control_groups, "hierarchies", lambda: hierarchies)
    monkeypatch.setattr(os, "access", lambda *_: True)
    monkeypatch.setattr(conditions, "find", lambda name: name)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, "", ""))
    monkeypatch.setattr(Path, "is_file", lambda _: True)
    monkeypatch.setattr(guard, "is_claimed", lambda: False)
    monkeypatch.setattr(control_groups, "processes", list)


def test_machine_that_meets_all_has_no_problem(tmp_path: Path) -> None:
    assert reasons(tmp_path / "home") == []
    conditions.require(Home(tmp_path))


def refuse(*_: object, **__: object) -> subprocess.CompletedProcess[str]:
    return subprocess.CompletedProcess([], 1, "", "unshare: unshare failed: Operation not permitted\n")


BROKEN: list[tuple[Callable[[pytest.MonkeyPatch], None], str, str]] = [
    (
        lambda patch: patch.setattr(sys, "platform", "darwin"),
        "linux",
        f"The cluster runs only on Linux, and this is darwin; {KIND}",
    ),
    (
        lambda patch: patch.setattr(os, "geteuid", lambda: 1000),
        "root",
        f"The cluster runs only as root: it needs namespaces, mounts and control groups; {KIND}",
    ),
    (
        lambda patch: patch.setattr(control_groups, "version", lambda: "v2"),
        "cgroups",
        f"This machine mounts only control groups of version 2; the cluster supports version 1 only, {KIND}",
    ),
    (
        lambda patch: patch.setattr(control_groups, "version", lambda: "none"),
        "cgroups",
        f"This machine mounts no control groups; the cluster supports version 1 only, {KIND}",
    ),
    (
        lambda patch: patch.setattr(control_groups, "hierarchies", lambda: [Path("/cg/cpu,cpuacct"), Path("/cg/pids")]),
        "cgroups",
        f"No hierarchy of control groups has cpuset, memory; mount it, {KIND}",
    ),
    (
        lambda patch: patch.setattr(os, "access", lambda *_: False),
        "cgroups",
        (
            "Control groups can't be made in /sys/fs/cgroup/cpu, /sys/fs/cgroup/cpuset, /sys/fs/cgroup/memory,"
            f" /sys/fs/cgroup/pids; {KIND}"
        ),
    ),
    (
        lambda patch: patch.setattr(Path, "is_file", lambda path: path.name != "host-local"),
        "cni-plugins",
        "A CNI plugin is missing; on Debian: apt-get install containernetworking-plugins (no /usr/lib/cni/host-local)",
    ),
    (
        lambda patch: patch.setattr(Path, "is_file", lambda path: path != images.AUTHORITIES),
        "ca-certificates",
        (
            "The list of certificate authorities is missing; on Debian: apt-get install ca-certificates"
            " (no /etc/ssl/certs/ca-certificates.crt)"
        ),
    ),
    (
        lambda patch: patch.setattr(subprocess, "run", refuse),
        "namespaces",
        f"This machine allows no new namespaces (unshare: unshare failed: Operation not permitted); {KIND}",
    ),
    (
        lambda patch: patch.setattr(guard, "is_claimed", lambda: True),
        "other-cluster",
        "Another cluster runs on this machine; end it: python -m lab.cluster down.",
    ),
    (
        lambda patch: patch.setattr(control_groups, "processes", lambda: [7, 8]),
        "other-cluster",
        (
            "The control groups kaniko-guide have processes of an earlier cluster: 7, 8; end it:"
            " python -m lab.cluster down."
        ),
    ),
]


@pytest.mark.parametrize(
    ("breaks", "name", "reason"), BROKEN, ids=lambda value: value if isinstance(value, str) else ""
)
def test_condition_that_is_not_met_is_named(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    breaks: Callable[[pytest.MonkeyPatch], None],
    name: str,
    reason: str,
) -> None:
    breaks(monkeypatch)
    assert reasons(tmp_path) == [(name, reason)]


@pytest.mark.parametrize("program", conditions.PROGRAMS)
def test_missing_program_names_its_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str) -> None:
    def find(name: str) -> str:
        if name == program:
            report_missing(name)
        return name

    monkeypatch.setattr(conditions, "find", find)
    name, reason = reasons(tmp_path)[0]
    assert name == program
    assert "is missing; on Debian: apt-get install " in reason


def test_directory_on_an_overlay_is_rejected(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert conditions.file_system(Path("/data/home"), OVERLAY) == "ext4"
    assert conditions.file_system(Path("/database"), OVERLAY) == "overlay"
    monkeypatch.setattr(conditions, "file_system", lambda *_: "overlay")
    ((name, reason),) = reasons(tmp_path)
    assert name == "cache-directory"
    assert reason.startswith(f"{tmp_path} is on an overlay file system")


def test_directory_that_can_not_be_made_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ((name, reason),) = reasons(tmp_path / "file" / "home")
    assert name == "cache-directory"
    assert reason.endswith("; set CLUSTER_HOME to another.")


def test_build_does_not_mind_another_cluster(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(guard, "is_claimed", lambda: True)
    conditions.require_machine(Home(tmp_path))
    with pytest.raises(UnavailableError, match="Another cluster"):
        conditions.require(Home(tmp_path))
