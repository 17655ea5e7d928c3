"""Preparations are entered once, and left."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from lab.cluster import failure_preparations, failures
from lab.cluster.client import Cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest


def test_each_preparation_is_entered_once_and_left(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    @contextmanager
    def preparation(_: Cluster) -> Iterator[None]:
        seen.append("entered")
        yield
        seen.append("left")

    monkeypatch.setattr(failure_preparations, "PREPARATIONS", {"one": preparation})
    with failure_preparations.prepared(Cluster(), ["one", "one"]):
        assert seen == ["entered"]
    assert seen == ["entered", "left"]


def test_every_preparation_is_known_and_used() -> None:
    assert {name for failure in failures.load() for name in failure.prepare} == failure_preparations.PREPARATIONS.keys()
