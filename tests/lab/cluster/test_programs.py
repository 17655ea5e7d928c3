"""What is pinned, what is built, and what is missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from lab import golang
from lab.cluster import layout, programs
from lab.cluster.layout import KUBERNETES, RUNTIME, Home, chosen_minor, home
from lab.tools import unavailable
from tests.lab.cluster.stub_home import require_own

if TYPE_CHECKING:
    from pathlib import Path

NAMES = {
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kubectl",
    "kubelet",
    "containerd",
    "containerd-shim-runc-v2",
    "ctr",
    "etcd",
}


DEPENDENCIES = (
    (KUBERNETES / "1.37", "k8s.io/kubernetes"),
    (RUNTIME, "github.com/containerd/containerd/v2"),
    (RUNTIME, "go.etcd.io/etcd/server/v3"),
)
WRITTEN = "".join(
    f"\nmod\t{name}\t{golang.pinned((module / 'go.mod').read_text('utf-8'), name)}\th1:sum"
    for module, name in DEPENDENCIES
)
"""What Go writes into the programs."""


@pytest.mark.parametrize("minor", layout.minor_versions())
def test_each_minor_version_pins_one_release_of_all_parts(minor: str) -> None:
    text = (KUBERNETES / minor / "go.mod").read_text("utf-8")
    version = golang.pinned(text, "k8s.io/kubernetes")
    assert version.startswith(f"v{minor}.")
    replaced = re.findall(r"^\t(k8s\.io/\S+) => k8s\.io/\S+ (v\S+)$", text, re.MULTILINE)
    assert len(replaced) > 25
    assert {each for _, each in replaced} == {version.replace("v1.", "v0.", 1)}
    sums = (KUBERNETES / minor / "go.sum").read_text("utf-8")
    assert f"k8s.io/kubernetes {version} h1:" in sums


def test_needed_programs_are_those_of_both_modules(tmp_path: Path) -> None:
    found = programs.needed(Home(tmp_path), "1.37")
    assert {program.name for program in found} == NAMES
    files = {program.name: program.file for program in found}
    assert files["kubelet"] == tmp_path / "bin" / "1.37" / "kubelet"
    assert files["etcd"] == tmp_path / "bin" / "runtime" / "etcd"
    assert {program.module for program in found} == {KUBERNETES / "1.37", RUNTIME}


def test_missing_programs_are_built(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    home, printed = Home(tmp_path), list[str]()
    monkeypatch.setattr(golang, "provide", lambda _required, _directory, _report: "go")
    monkeypatch.setattr(golang.Module, "packages", lambda *_: 7)
    monkeypatch.setattr(golang.Module, "version_of", lambda *_: "v1.37.2")
    variables = {}

    def build(self: golang.Module, package: str, target: Path, values: dict[str, str], report: object) -> None:
        del self, package, report
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(WRITTEN, "utf-8")
        variables[target.name] = values

    monkeypatch.setattr(golang.Module, "build", build)
    assert len(programs.missing(home, "1.37")) == len(NAMES)
    programs.build(home, "1.37", printed.append)
    assert programs.missing(home, "1.37") == []
    assert variables["etcd"] == {}
    assert variables["kubectl"] == {
        "k8s.io/component-base/version.gitVersion": "v1.37.2",
        "k8s.io/component-base/version.gitMajor": "1",
        "k8s.io/component-base/version.gitMinor": "37",
    }
    assert printed[0].startswith("building 9 programs")
    printed.clear()
    programs.build(home, "1.37", printed.append)
    assert printed == []
    assert len(programs.missing(home, "1.36")) == 5


def test_program_of_another_version_is_not_the_pinned_one(tmp_path: Path) -> None:
    for program in programs.needed(Home(tmp_path), "1.37"):
        program.file.parent.mkdir(parents=True, exist_ok=True)
        program.file.write_text(f"code{WRITTEN}\ncode", "utf-8")
        assert golang.is_pinned(program)
        program.file.write_text(f"code{WRITTEN}\ncode".replace("\tv", "\tv9"), "utf-8")
        assert not golang.is_pinned(program)


@pytest.mark.tool
def test_programs_that_are_built_are_the_pinned_ones() -> None:
    require_own()
    minor = chosen_minor()
    if programs.missing(home(), minor):
        unavailable("cluster-programs", f"Not built; build: python -m lab.cluster build --minor {minor}.")
    assert [program.name for program in programs.needed(home(), minor) if not golang.is_pinned(program)] == []
