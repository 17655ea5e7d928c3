"""The cluster's programs: which are pinned, which are built, and the build of those that are missing."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from lab import golang
from lab.cluster.layout import KUBERNETES, RUNTIME
from lab.golang import Program

if TYPE_CHECKING:
    from collections.abc import Callable

    from lab.cluster.layout import Home

RUNTIME_MODULE = "runtime"
NAMES = {"go.etcd.io/etcd/server/v3": "etcd"}
"""The names of programs that are not the last part of their package."""
VERSION_VARIABLES = "k8s.io/component-base/version"
"""The Go package whose variables hold the version of Kubernetes; `kubectl version` fails without them."""


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
        for package in golang.tools((module / "go.mod").read_text("utf-8"))
        for name in [NAMES.get(package, package.rpartition("/")[2])]
    ]


def missing(home: Home, minor: str) -> list[Program]:
    """The programs of `needed` that are not built."""
    return [program for program in needed(home, minor) if not program.file.is_file()]


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
    absent += [program for program in needed(home, minor) if program not in absent and not golang.is_pinned(program)]
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
