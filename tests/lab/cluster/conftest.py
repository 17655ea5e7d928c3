"""One cluster for all tests of this directory: that of `KUBECONFIG`, one that runs, or one that is started here.

With pytest-xdist, files run side by side in this cluster.
"""

from __future__ import annotations

import os
import re
from itertools import count
from typing import TYPE_CHECKING, Protocol

import pytest
from xdist.scheduler import LoadScopeScheduling

from lab.cluster import start
from lab.cluster.client import Cluster, external
from lab.cluster.layout import chosen_minor, home

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xdist.remote import Producer

NUMBERS = count(1)
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "test")
"""Begins the names of namespaces, of which no two processes have the same."""


IN_TURN = (
    "test_diagnose_pod.py",
    "test_doctor.py",
    "test_doctor_try.py",
    "test_failures.py",
    "test_guide_commands.py",
    "test_pods.py",
)
"""Files that use the guide's namespaces, prepare what the cluster has once, or whose pods request all CPUs of the node.

One process runs them in turn.
"""


class ByFile(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist has no types
    """Gives each process whole files, whose tests share what they made."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return IN_TURN[0] if file.endswith(IN_TURN) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFile:
    """Use `ByFile` for the tests of this directory."""
    return ByFile(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that share a cluster, and run them last: only one cluster runs on a machine."""
    items.sort(key=lambda item: "cluster" in getattr(item, "fixturenames", ()))
    for item in items:
        if "cluster" in getattr(item, "fixturenames", ()):
            item.add_marker("cluster")


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """A running cluster; it ends with the tests, or with this process."""
    other = Cluster() if os.environ.get(start.RUNNING) else external()
    if other is not None:
        yield other
        return
    reporter = request.config.pluginmanager.get_plugin("terminalreporter")
    assert reporter is not None

    def report(step: start.Step) -> None:
        capture = request.config.pluginmanager.get_plugin("capturemanager")
        assert capture is not None
        with capture.global_and_fixture_disabled():
            reporter.ensure_newline()
            reporter.write_line(str(step))

    with start.running(home(), chosen_minor(), report):
        yield Cluster()


class NamespaceFactory(Protocol):
    """Makes a namespace with the guide's objects, see `Cluster.new_namespace`."""

    def __call__(self, name: str = "", *, level: str = "") -> Cluster: ...


@pytest.fixture(scope="module")
def new_namespace(cluster: Cluster) -> Iterator[NamespaceFactory]:
    """Makes namespaces, without a name each has one of its own.

    They are deleted after each file: their pods request CPUs of the node, which those of the next file need.
    """
    made: list[Cluster] = []

    def make(name: str = "", *, level: str = "") -> Cluster:
        inside = cluster.new_namespace(name or f"{WORKER}-{next(NUMBERS)}", level=level)
        made.append(inside)
        return inside

    yield make
    for inside in made:
        inside.delete_namespace()


@pytest.fixture(scope="module")
def namespace(request: pytest.FixtureRequest, new_namespace: NamespaceFactory) -> Cluster:
    """A namespace with the guide's objects, for all tests of a file."""
    stem = re.sub(r"[^a-z0-9]+", "-", request.module.__name__.rpartition(".")[2].removeprefix("test_"))
    return new_namespace(f"{stem}-{WORKER}-{next(NUMBERS)}")
