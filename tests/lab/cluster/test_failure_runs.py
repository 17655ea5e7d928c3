"""What is not as expected is reported; a namespace is not looked at more often than needed."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from lab.cluster import failure_runs
from lab.cluster.client import Cluster
from lab.cluster.failure_runs import Made, Seen
from lab.cluster.failures import DELETED, Expected, Failure, load

if TYPE_CHECKING:
    from collections.abc import Sequence

BOTH = {"zh": "失败", "en": "It fails"}
FAILURE = Failure(
    "id", "kubelet", BOTH, Expected("events", "x", BOTH), state="2/3 ImagePullBackOff", events=("Failed", "BackOff")
)
ITEMS = [
    {"kind": "Pod", "metadata": {"name": "a"}},
    {"kind": "Event", "involvedObject": {"name": "a"}, "reason": "Failed"},
    {"kind": "Event", "involvedObject": {"name": "b"}, "reason": "BackOff"},
]


@pytest.mark.parametrize(
    ("seen", "difference"),
    [
        (None, "there is no pod"),
        (Seen({}, "2/3 ImagePullBackOff", frozenset({"Failed", "BackOff", "Pulling"})), ""),
        (Seen({}, "2/3 ErrImagePull", frozenset({"Failed", "BackOff"})), "state 2/3 ErrImagePull"),
        (Seen({}, "2/3 ImagePullBackOff", frozenset({"Failed"})), "no event BackOff"),
    ],
)
def test_what_is_not_as_expected_is_reported(seen: Seen | None, difference: str) -> None:
    found = failure_runs.difference(FAILURE, seen)
    assert difference in found
    assert bool(difference) == bool(found)


def test_chance_may_decide_between_two_states() -> None:
    failure = replace(FAILURE, events=(), other_state="2/3 Error")
    assert failure_runs.difference(failure, Seen({}, "2/3 Error", frozenset())) == ""
    assert failure_runs.difference(failure, Seen({}, "1/3 Error", frozenset())) != ""


def test_what_kubectl_prints_by_chance_is_left_out() -> None:
    text = 'a\nE1129 14:19:45.470768    2664 v2.go:105] "Copying stdin failed" err="websocket: close sent"\nerror: b\n'
    assert failure_runs.NOISE.sub("", text) == "a\nerror: b\n"


def test_a_deleted_pod_is_expected_to_be_no_more() -> None:
    failure = replace(FAILURE, state=DELETED)
    assert failure_runs.difference(failure, None) == ""
    assert failure_runs.difference(failure, Seen({}, "3/3 Terminating", frozenset())) != ""


TABLE = "kubectl get pod a\nNAME   READY   STATUS             RESTARTS     AGE\na      2/3     {}   1 (2s ago)   5s\n"


@pytest.mark.parametrize(
    ("table", "state"),
    [
        (TABLE.format("ImagePullBackOff"), "2/3 ImagePullBackOff"),
        ('kubectl get pod a\nError from server (NotFound): pods "a" not found\n', ""),
        ("kubectl get pod a\n", ""),
    ],
)
def test_the_state_is_that_of_the_table(table: str, state: str) -> None:
    assert failure_runs.shown_state(table) == state


def test_a_pod_whose_state_changes_is_recorded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(failure_runs, "INTERVAL", 0.0)
    states = iter(["ImagePullBackOff", "ErrImagePull", "ErrImagePull", "ImagePullBackOff", "ImagePullBackOff"])
    shown = ""

    def enter(command: Sequence[str]) -> list[str]:
        nonlocal shown
        if "get" in command:
            shown = next(states, "ImagePullBackOff")
        return ["printf", "%s", TABLE.format(shown).partition("\n")[2] if "get" in command else f"{shown}\n"]

    (failure,) = (failure for failure in load() if failure.id == "image-not-found")
    made = failure_runs.observe(Cluster(enter=enter), failure, Made())
    assert failure_runs.shown_state(made.outputs["get-pods"]) == "2/3 ImagePullBackOff"
    assert made.outputs["describe-pod"].endswith("\nImagePullBackOff\n")
    assert next(states, None) is None


def test_a_namespace_is_looked_at_with_two_commands_and_not_again_at_once() -> None:
    ran: list[str] = []

    def enter(command: Sequence[str]) -> list[str]:
        ran.append(" ".join(command))
        table = "a   2/3   ImagePullBackOff   0 (2s ago)   5s\nnew   0/3   Pending   0   1s\n"
        return ["printf", "%s", json.dumps({"items": ITEMS}) if "--output=json" in command else table]

    snapshots = failure_runs.Snapshots(Cluster(enter=enter))
    assert snapshots.of("builds") == {"a": Seen(ITEMS[0], "2/3 ImagePullBackOff", frozenset({"Failed"}))}
    assert snapshots.of("builds") == snapshots.of("builds")
    assert ran == [
        "kubectl --namespace=builds get pods --no-headers",
        "kubectl --namespace=builds get pods,events --output=json",
    ]
