"""One cluster for all tests of this directory: the one of `KUBECONFIG`, or one that is started and ended here."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING, Protocol

import pytest

from lab.cluster import start
from lab.cluster.client import Cluster, external
from lab.cluster.layout import chosen_minor, home

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBERS = count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run tests that start clusters of their own before those that share one: only one runs on a machine."""
    items.sort(key=lambda item: "cluster" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def cluster(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """A running cluster; it ends with the tests, or with this process."""
    other = external()
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


@pytest.fixture(scope="session")
def new_namespace(cluster: Cluster) -> Iterator[NamespaceFactory]:
    """Makes namespaces that are deleted after all tests; without a name each has one of its own."""
    made: list[Cluster] = []

    def make(name: str = "", *, level: str = "") -> Cluster:
        inside = cluster.new_namespace(name or f"test-{next(NUMBERS)}", level=level)
        made.append(inside)
        return inside

    yield make
    for inside in made:
        inside.delete_namespace()


@pytest.fixture(scope="module")
def namespace(request: pytest.FixtureRequest, new_namespace: NamespaceFactory) -> Cluster:
    """A namespace with the guide's objects, for all tests of a file."""
    stem = re.sub(r"[^a-z0-9]+", "-", request.module.__name__.rpartition(".")[2].removeprefix("test_"))
    return new_namespace(f"{stem}-{next(NUMBERS)}")
