"""`check` agrees with the recorded verdicts of an API server, or the difference is explained; no cluster runs here."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from lab.cluster import verdict_record, verdicts
from lab.cluster.mutations import pods
from lab.cluster.mutations.changes import to_yaml
from lab.cluster.verdict_record import AGREEING, Comparison
from tests.support import expect_none, read_yaml

if TYPE_CHECKING:
    from lab.cluster.mutations.pods import MutatedPod

DROPPED_ONLY_BY_KUBECTL = "kind"
"""The field without which `check` does not know the schema; kubectl refuses the file."""


@cache
def comparisons() -> list[Comparison]:
    return verdict_record.compare(verdict_record.from_tsv(verdict_record.TSV.read_text("utf-8")))


@cache
def mutated() -> dict[str, MutatedPod]:
    return {pod.digest: pod for pod in pods.mutated_pods()}


def shown(comparison: Comparison) -> str:
    pod, server = mutated()[comparison.line.digest], comparison.line.verdict.claims or comparison.line.message
    return (
        f"{pod.kind} {pod.number}: {comparison.outcome}: {pod.change}: server {server}, check {comparison.check.claims}"
    )


@pytest.mark.slow
def test_every_difference_is_explained() -> None:
    expect_none([shown(each) for each in comparisons() if each.outcome not in AGREEING and not each.why])


@pytest.mark.slow
def test_every_explanation_explains_a_difference() -> None:
    used = {each.why for each in comparisons()}
    assert [entry.why for entry in verdict_record.explanations() if entry.why not in used] == []


@pytest.mark.slow
def test_half_of_the_pods_are_invalid() -> None:
    invalid = sum(each.line.verdict.refused for each in comparisons())
    assert 0.4 < invalid / len(comparisons()) < 0.6


@pytest.mark.slow
def test_each_kind_has_enough_pods() -> None:
    counted = Counter(each.line.kind for each in comparisons())
    assert len(counted) >= 40
    assert min(counted.values()) >= 15


@pytest.mark.slow
def test_pods_from_which_mutations_start_have_no_errors() -> None:
    for name, pod in pods.start_pods().items():
        with check(name):
            found = verdicts.of_check(to_yaml(pod))
            assert (found.refused, found.dropped) == (False, frozenset())


@pytest.mark.slow
def test_unknown_and_duplicate_fields_are_those_that_the_server_lists() -> None:
    different = [each for each in comparisons() if each.check.dropped != each.line.verdict.dropped]
    changes = [mutated()[each.line.digest].change for each in different if each.line.verdict.claims == ()]
    assert [change for change in changes if f"'{DROPPED_ONLY_BY_KUBECTL}'" not in change] == []


@pytest.mark.slow
def test_pod_security_violations_are_those_of_the_server() -> None:
    different = []
    for each in comparisons():
        pod = mutated()[each.line.digest]
        ours, theirs = each.controls, each.line.controls
        if each.line.verdict.refused or f"'{DROPPED_ONLY_BY_KUBECTL}'" in pod.change:
            continue
        # With hostNetwork, which baseline forbids too, the server sets hostPort.
        by_server = {"hostPorts"} if "hostNamespaces" in ours["baseline"] else set()
        if ours["baseline"] | by_server != theirs["baseline"] | by_server:
            different.append(f"{pod.kind} {pod.number}: {pod.change}: {ours['baseline'] ^ theirs['baseline']}")
        elif not theirs["baseline"] and ours["restricted"] != theirs["restricted"]:
            different.append(f"{pod.kind} {pod.number}: {pod.change}: {ours['restricted'] ^ theirs['restricted']}")
    expect_none(different)


@pytest.mark.slow
def test_recorded_table_is_that_of_the_recorded_verdicts() -> None:
    recorded = read_yaml(verdict_record.TABLE)
    expected = verdict_record.table(comparisons())
    assert {name: recorded[name] for name in expected} == expected
