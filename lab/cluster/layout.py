"""Where the cluster's files are: the cache that lasts, the state of one run, and their places in the node."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from lab.paths import cache_directory
from lab.tools import unavailable

DIRECTORY = Path(__file__).parent
CONFIG = DIRECTORY / "config"
KUBERNETES = DIRECTORY / "kubernetes"
"""A directory for each minor version of Kubernetes, with the Go module that pins what is built."""
RUNTIME = DIRECTORY / "runtime"
"""The Go module that pins containerd and etcd, whose dependencies would change those of Kubernetes."""
NODE = Path("/run/cluster")
"""The directory in the node at which `config`, `pki` and `images` are mounted."""


@dataclass(frozen=True, slots=True)
class Home:
    """The directory of the cluster's files."""

    path: Path

    @property
    def images(self) -> Path:
        """The archives of the images that the cluster starts with."""
        return self.path / "images"

    @property
    def pki(self) -> Path:
        """The certificates and kubeconfigs."""
        return self.path / "pki"

    @property
    def state(self) -> Path:
        """The files of one run, without its logs; removed when the cluster ends."""
        return self.path / "state"

    @property
    def log(self) -> Path:
        """The logs of the last run, one file for each program."""
        return self.path / "log"

    def programs(self, module: str) -> Path:
        """The directory of the programs of a Go module: a minor version of Kubernetes, or `runtime`."""
        return self.path / "bin" / module


def home() -> Home:
    """The cache directory: `CLUSTER_HOME`, else `cluster` in the project's cache directory."""
    return Home(Path(os.environ.get("CLUSTER_HOME") or cache_directory() / "cluster").absolute())


def minor_versions() -> list[str]:
    """The minor versions of Kubernetes that are pinned, the newest first."""
    return sorted((path.name for path in KUBERNETES.iterdir()), key=_numbers, reverse=True)


def chosen_minor() -> str:
    """The minor version of Kubernetes to run: `CLUSTER_MINOR`, else the newest.

    Raises:
        UnavailableError: `CLUSTER_MINOR` is not one of `minor_versions`.
    """
    known = minor_versions()
    given = os.environ.get("CLUSTER_MINOR") or known[0]
    if given not in known:
        unavailable("cluster-minor", f"CLUSTER_MINOR is {given}; it must be one of {', '.join(known)}.")
    return given


def _numbers(version: str) -> list[int]:
    return [int(number) for number in version.split(".")]


def python_command(module: str, *arguments: str) -> list[str]:
    """The command line that runs a module of the project in a new process."""
    return [sys.executable, "-m", module, *arguments]


def python_environment() -> dict[str, str]:
    """The environment in which `python_command` finds the module from any directory."""
    return os.environ | {"PYTHONPATH": str(DIRECTORY.parents[1]), "PYTHONDONTWRITEBYTECODE": "1"}
