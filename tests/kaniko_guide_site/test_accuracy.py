"""The figures of logs that `diagnose` had not seen add up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.facts.diagnosis import layers
from kaniko_guide_site.accuracy import Counts, accuracy
from tests.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_a_total_is_the_sum_of_the_layers() -> None:
    counts = {"shell": Counts(3, 1, 1, 1, 0, 0, 3), "tool": Counts(2, 1, 0, 0, 1, 1, 1)}
    assert Counts.total(counts) == Counts(5, 2, 1, 1, 1, 1, 4)


def test_there_may_be_no_figures(tmp_path: Path) -> None:
    assert accuracy(tmp_path) is None


def test_the_figures_are_complete() -> None:
    found = accuracy(ROOT)
    rounds = [] if found is None else [found.closed, *found.earlier]
    known = {layer.id for layer in layers.layers()}
    for one in rounds:
        assert set(one.layers) <= known
        for counts in [*one.layers.values(), Counts.total(one.layers)]:
            assert counts.logs == counts.first + counts.listed + counts.unknown + counts.wrong
            assert counts.certain_wrong <= counts.wrong
            assert counts.part <= counts.logs
