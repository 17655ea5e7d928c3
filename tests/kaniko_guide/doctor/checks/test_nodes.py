"""Nodes that can run the pods: a warning at most."""

from __future__ import annotations

import copy

import pytest

from kaniko_guide.doctor.kubectl import Answer
from tests.kaniko_guide.doctor.fake import NODE, POD, examine, forbidden, found, given, jenkinsfile, pipeline

ARM = copy.deepcopy(NODE)
ARM["status"]["nodeInfo"]["architecture"] = "arm64"
TAINTED = {**NODE, "spec": {"taints": [{"key": "a", "effect": "NoSchedule"}]}}
LARGE = POD.replace("    tty: true", "    resources: {requests: {cpu: 64, memory: 1Ti}}\n    tty: true")
NOT_UNDERSTOOD = "unknown nodes: Whether a node can run this pod: not known, as the answer was not understood."
FITS = "passed nodes: Nodes that can run this pod: {}, of the architecture {} (by capacity, not by what is free)."


@pytest.mark.parametrize(
    ("pod", "answer", "outcomes"),
    [
        (POD, given({"items": [NODE, TAINTED]}), [FITS.format(1, "`amd64`")]),
        (
            POD,
            given({"items": [NODE, ARM]}),
            [
                (
                    "warning nodes: This pod may run on nodes of several architectures (`amd64`, `arm64`): the "
                    "image has that "
                    "of the node."
                ),
                FITS.format(2, "`amd64`, `arm64`"),
            ],
        ),
        (
            POD,
            given({"items": [TAINTED]}),
            ["warning nodes: None of 1 nodes can run this pod: 1 with a taint. An autoscaler may add one."],
        ),
        (
            LARGE,
            given({"items": [NODE, TAINTED]}),
            [
                (
                    "warning nodes: None of 2 nodes can run this pod: 1 with a taint, 2 with too little CPU, 2 "
                    "with too little "
                    "memory. An autoscaler may add one."
                )
            ],
        ),
        (POD, Answer(0, "<html>"), [NOT_UNDERSTOOD]),
        (POD, given({"items": {}}), [NOT_UNDERSTOOD]),
        (
            POD,
            given({"items": [{**NODE, "status": {"allocatable": NODE["status"]["allocatable"]}}]}),
            ["unknown nodes: What this pod requires of a node can't be computed here: spec."],
        ),
        (
            POD.replace("    tty: true", "    resources: {limits: {nvidia.com/gpu: 1}}\n    tty: true"),
            given({"items": [NODE]}),
            [
                (
                    "warning nodes: None of 1 nodes can run this pod: 1 with too little of another resource, such as "
                    "GPUs. An autoscaler may add one."
                )
            ],
        ),
        (
            POD.replace("spec:", "spec:\n  schedulingGates: [{name: a}]"),
            given({"items": [NODE]}),
            ["unknown nodes: What this pod requires of a node can't be computed here: `schedulingGates`."],
        ),
        (POD, given({"items": []}), ["warning nodes: The cluster has no node. An autoscaler may add one."]),
        (
            POD,
            given({"items": [{"kind": "Node", "a": 1}]}),
            ["unknown nodes: What this pod requires of a node can't be computed here: spec."],
        ),
        (
            POD,
            forbidden("nodes"),
            ["unknown nodes: Whether a node can run this pod: not known, as you may not read it."],
        ),
    ],
)
def test_nodes(pod: str, answer: Answer, outcomes: list[str]) -> None:
    every = examine(pipeline(Jenkinsfile=jenkinsfile(pod)), {"get nodes": answer})
    assert found(every, "nodes") == outcomes
    assert not any(outcome.fails for outcome in every)
