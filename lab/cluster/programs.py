"""The cluster's programs: which are pinned, which are built, and the build of those that are missing."""

from __future__ import annotations

import mmap
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lab.cluster import golang
from lab.cluster.layout import KUBERNETES, RUNTIME

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from lab.cluster.layout import Home

RUNTIME_MODULE = "runtime"
NAMES = {"go.etcd.io/etcd/server/v3": "etcd"}
"""The names of programs that are not the last part of their package."""
VERSION_VARIABLES = "k8s.io/component-base/version"
"""The Go package whose variables hold the version of Kubernetes; `kubectl version` fails without them."""


@dataclass(frozen=True, slots=True)
class Program:
    """A program of the cluster.

    Attributes:
        name: of its file.
        package: the Go package that it is built from.
        module: the directory of the `go.mod` that pins it.
        file: where it is, once it is built.
    """

    name: str
    package: str
    module: Path
    file: Path


def needed(home: Home, minor: str) -> list[Program]:
    """The programs of a cluster.

    Args:
        home: the directory of the cluster's files.
        minor: the minor version of Kubernetes, such as `1.37`.
    """
    modules = {minor: KUBERNETES / minor, RUNTIME_MODULE: RUNTIME}
    return [
        Program(name, package, module, home.programs(directory) / name)
        for directory, module in modules.items()
        for package in tools((module / "go.mod").read_text("utf-8"))
        for name in [NAMES.get(package, package.rpartition("/")[2])]
    ]


def tools(go_mod: str) -> list[str]:
    """The packages in the `tool` block of a `go.mod`."""
    block = re.search(r"^tool \(\n(.*?)^\)", go_mod, re.MULTILINE | re.DOTALL)
    assert block is not None
    return block[1].split()


def pinned(go_mod: str, dependency: str) -> str:
    """The version of a dependency that a `go.mod` requires, such as `v1.37.2`."""
    match = re.search(rf"^\t{re.escape(dependency)} (v\S+)", go_mod, re.MULTILINE)
    assert match is not None
    return match[1]


def missing(home: Home, minor: str) -> list[Program]:
    """The programs of `needed` that are not built."""
    return [program for program in needed(home, minor) if not program.file.is_file()]


def is_pinned(program: Program) -> bool:
    """Whether a program was built from the version that is pinned now, by what Go wrote into it."""
    go_mod = (program.module / "go.mod").read_text("utf-8")
    required = re.findall(r"^\t(\S+) (v\S+)", go_mod, re.MULTILINE)
    name, version = max(entry for entry in required if f"{program.package}/".startswith(f"{entry[0]}/"))
    with program.file.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(f"\nmod\t{name}\t{version}\t".encode()) >= 0


def build(home: Home, minor: str, report: Callable[[str], None]) -> None:
    """Build the programs that are missing, or of another version than the pinned one.

    Args:
        home: the directory of the cluster's files.
        minor: the minor version of Kubernetes.
        report: called with each line of progress.

    Raises:
        BuildError: a program was not built.
        MissingToolError: see `golang.provide`.
    """
    absent, began = missing(home, minor), time.monotonic()
    absent += [program for program in needed(home, minor) if program not in absent and not is_pinned(program)]
    if not absent:
        return
    required = max((golang.required_version(program.module) for program in absent), key=golang.version_numbers)
    go = golang.provide(required, home.path / "go", report)
    report(f"building {len(absent)} programs; the first time this takes 15 to 20 minutes on two cores")
    for directory in dict.fromkeys(program.module for program in absent):
        fetching = time.monotonic()
        names = [program.package for program in absent if program.module == directory]
        total = golang.Module(go, directory).packages(*names)
        report(f"{directory.name}: fetched the sources of {total} packages in {time.monotonic() - fetching:.0f} s")
    for program in absent:
        module = golang.Module(go, program.module)
        module.build(program.package, program.file, _variables(module), report)
    report(f"built {len(absent)} programs in {time.monotonic() - began:.0f} s")


def _variables(module: golang.Module) -> dict[str, str]:
    if module.directory == RUNTIME:
        return {}
    version = module.version_of("k8s.io/kubernetes")
    major, minor, _ = golang.version_numbers(version)
    values = {"gitVersion": version, "gitMajor": major, "gitMinor": minor}
    return {f"{VERSION_VARIABLES}.{name}": str(value) for name, value in values.items()}
