"""The cluster's control groups are found, made and removed."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest

from lab.cluster import control_groups
from tests.lab.cluster import stub_home

V1 = "24 1 0:22 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid - cgroup cgroup rw,cpu\n"
V2 = "25 1 0:23 / /sys/fs/cgroup/my\\040groups rw shared:4 - cgroup2 cgroup2 rw\n"
OTHER = "26 1 8:1 / / rw - ext4 /dev/vda rw\n"


def test_mount_points_are_found_by_type() -> None:
    assert control_groups.mount_points(V1 + V2 + OTHER, "cgroup") == [Path("/sys/fs/cgroup/cpu,cpuacct")]
    assert control_groups.mount_points(V1 + V2 + OTHER, "cgroup2") == [Path("/sys/fs/cgroup/my groups")]
    assert control_groups.mount_points(OTHER, "cgroup") == []


@pytest.mark.parametrize(("mountinfo", "version"), [(V1 + V2, "v1"), (V2, "v2"), (OTHER, "none")])
def test_version_is_that_of_the_controllers(mountinfo: str, version: str) -> None:
    assert control_groups.version_of(mountinfo) == version


@pytest.mark.parametrize(
    ("group", "member"),
    [
        ("4:memory:/kaniko-guide", True),
        ("4:memory:/kaniko-guide/kubepods/pod1", True),
        ("4:memory:/kaniko-guides", False),
        ("4:memory:/user/kaniko-guide", False),
        ("1:cpu:/\n4:memory:/kaniko-guide/node\n", True),
    ],
)
def test_membership_is_read_from_the_process(group: str, *, member: bool) -> None:
    assert control_groups.is_member(group) is member


@pytest.mark.tool
def test_groups_are_removed_as_soon_as_they_are_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    stub_home.require_own()
    control_groups.create()
    group = next(path for path in control_groups.groups() if path.name == "node")
    with subprocess.Popen(["sleep", "1000"]) as member:
        (group / "cgroup.procs").write_text(str(member.pid), "utf-8")
        assert control_groups.processes() == [member.pid]
        monkeypatch.setattr(control_groups, "PATIENCE", 0.2)
        assert control_groups.remove() == [group, group.parent]
        member.kill()
    monkeypatch.setattr(control_groups, "PATIENCE", 10.0)
    began = time.monotonic()
    assert control_groups.remove() == []
    assert time.monotonic() - began < 5
    assert control_groups.groups() == []
