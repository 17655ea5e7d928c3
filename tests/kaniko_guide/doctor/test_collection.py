"""What is collected of a pod: the text for `diagnose`, and what may be saved."""

from __future__ import annotations

import base64
import io
import json
from typing import TYPE_CHECKING, Any, cast

import pytest

from kaniko_guide.diagnosis import causes
from kaniko_guide.doctor import collection
from kaniko_guide.doctor.kubectl import Answer, Kubectl
from tests.kaniko_guide.doctor.fake import LATE, forbidden, given, missing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kaniko_guide.doctor.collection import Collection
    from kaniko_guide.doctor.questions import Question

Object = dict[str, Any]
SECRET = "0123456789abcdef" * 4
PLAIN = "an-ordinary-value"


class TableKubectl:
    """Answers from a table by the beginning of a command."""

    def __init__(self, answers: Mapping[str, Answer]) -> None:
        self._answers = answers

    def ask_all(self, questions: Iterable[Question]) -> Mapping[Question, Answer]:
        return {question: self._answer(" ".join(question.arguments)) for question in questions}

    def _answer(self, command: str) -> Answer:
        return next((answer for key, answer in self._answers.items() if key in command), Answer(1))


def collect(answers: Mapping[str, Answer]) -> Collection:
    return collection.collect(cast("Kubectl", TableKubectl(answers)), "app-1", "builds")


def event(kind: str, reason: str, message: str, time: str = "2026-11-30T01:00:00Z") -> Object:
    return {
        "kind": "Event",
        "type": kind,
        "reason": reason,
        "message": message,
        "lastTimestamp": time,
        "source": {"component": "kubelet"},
        "metadata": {"managedFields": [{"manager": "kubelet"}]},
    }


def pod(state: Object, *, last: Object | None = None, ready: bool = False, **status: object) -> Object:
    annotations = {"kubectl.kubernetes.io/last-applied-configuration": f'{{"env": "{SECRET}"}}', "buildUrl": "x"}
    env = [{"name": "JENKINS_SECRET", "value": SECRET}, {"name": "A", "value": PLAIN}, {"name": "B", "valueFrom": {}}]
    return {
        "metadata": {"name": "app-1", "annotations": annotations, "managedFields": [{}]},
        "spec": {"containers": [{"name": "kaniko", "command": ["cat"], "env": env}]},
        "status": {
            "phase": "Pending",
            "containerStatuses": [
                {"name": "kaniko", "image": "a", "ready": ready, "state": state, "lastState": last or {}}
            ],
            **status,
        },
    }


def answers(of_pod: Object, *events: Object, **logs: str) -> dict[str, Answer]:
    return {
        "get pods": given(of_pod, "Pod"),
        "get events": given({"items": list(events)}),
        **{name: Answer(0, text) for name, text in logs.items()},
    }


def signature(found: Collection) -> str:
    diagnosis = causes.diagnose(io.BytesIO("\n".join(collection.text(found)).encode()))
    return diagnosis.causes[0].signature.id if diagnosis.causes else ""


PULL = event("Warning", "Failed", 'Failed to pull image "r/a:1": rpc error: r/a:1: not found')
NO_NODE = event("Warning", "FailedScheduling", "0/3 nodes are available: 3 Insufficient memory.")
WAITING = {"waiting": {"reason": "ErrImagePull", "message": "r/a:1: not found"}}
KILLED = {"terminated": {"reason": "OOMKilled", "exitCode": 137}}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (answers(pod(WAITING), PULL), "pull-not-found"),
        (answers(pod({}), NO_NODE), "unschedulable-memory"),
        (answers(pod(KILLED)), "out-of-memory"),
        (answers(pod({"running": {}}, last=KILLED)), "out-of-memory"),
        (
            answers(pod({}, phase="Failed", reason="Evicted", message="The node was low on resource: memory.")),
            "evicted",
        ),
        (answers(pod({"running": {}}, ready=True)), ""),
    ],
)
def test_the_cause_is_found_in_what_is_known_of_the_pod(found: dict[str, Answer], expected: str) -> None:
    assert signature(collect(found)).startswith(expected) is True
    assert bool(signature(collect(found))) == bool(expected)


def test_logs_are_those_of_containers_that_started_the_previous_ones_first() -> None:
    found = collect(
        {**answers(pod({"running": {}}, last=KILLED)), "--previous": Answer(0, "old"), "logs": Answer(0, "new")}
    )
    assert [(log.previous, log.text) for log in found.logs] == [(True, "old"), (False, "new")]
    assert collect({**answers(pod(WAITING)), "logs": Answer(0, "new")}).logs == ()


def test_events_are_in_the_order_of_time() -> None:
    late, early = event("Normal", "b", "b", "2026-11-30T02:00:00Z"), event("Normal", "a", "a")
    assert [entry["reason"] for entry in collect(answers(pod({}), late, early)).events] == ["a", "b"]


@pytest.mark.parametrize(
    ("found", "unknown"),
    [
        ({"get pods": forbidden("pods"), "get events": given({"items": [NO_NODE]})}, [collection.POD.en]),
        ({"get pods": given(pod({}), "Pod"), "get events": forbidden("events")}, [collection.EVENTS.en]),
        (
            {"get pods": given(pod({"running": {}}), "Pod"), "get events": LATE, "logs": forbidden("pods")},
            [collection.EVENTS.en, "the log of the container `kaniko` (`get pods/log`)"],
        ),
        ({"get pods": missing('pods "app-1"'), "get events": given({"items": [NO_NODE]})}, []),
    ],
)
def test_what_was_not_answered_is_not_known(found: dict[str, Answer], unknown: list[str]) -> None:
    collected = collect(found)
    assert [what.en for what, _ in collected.unknown] == unknown
    assert all(words for _, words in collected.unknown if "Forbidden" in words)
    assert collected.is_missing == found["get pods"].is_missing


OTHERS: tuple[tuple[Object, int], ...] = (
    ({"kind": "StatefulSet", "uid": "1"}, 0),
    ({"kind": "Pod", "uid": "0"}, 0),
    ({"kind": "Pod", "uid": "1"}, 1),
    ({}, 1),
)


@pytest.mark.parametrize(("about", "count"), OTHERS)
def test_events_of_another_object_or_of_an_earlier_pod_with_the_name_are_left_out(about: Object, count: int) -> None:
    own = pod({})
    own["metadata"]["uid"] = "1"
    assert len(collect(answers(own, {**NO_NODE, "involvedObject": about})).events) == count


def test_answers_of_another_form_are_no_error() -> None:
    odd: list[Object] = [
        {"spec": {"containers": 5}, "status": {"containerStatuses": 5}},
        {"spec": {"containers": [5]}, "status": {"containerStatuses": [5]}},
        {
            "metadata": {"annotations": 5},
            "spec": {"containers": [{"name": [], "env": 5, "command": 5}, {"name": "a", "env": [5]}]},
            "status": {
                "reason": [],
                "containerStatuses": [
                    {"name": [], "state": 5, "lastState": [1]},
                    {"name": "a", "state": {"waiting": None, "running": 5}, "lastState": {"terminated": 5}},
                ],
            },
        },
    ]
    events = {"items": [{"kind": "Event", "message": 5, "series": 5, "source": 5, "involvedObject": 5}]}
    for value in odd:
        found = collect({"get pods": given(value, "Pod"), "get events": given(events)})
        assert found.unknown == ()
        assert collection.text(found)
        assert collection.document(found)["pod"]
    for text in ("<html>", "[]", "5", '{"items": 5}', '{"items": [5]}', '{"kind": "Status", "status": "x"}'):
        found = collect({"get pods": Answer(0, text), "get events": Answer(0, text)})
        assert [what.en for what, _ in found.unknown] == [collection.POD.en, collection.EVENTS.en]


def test_a_pod_runs_if_all_containers_are_ready() -> None:
    assert collect(answers(pod({"running": {}}, ready=True))).runs
    assert not collect(answers(pod({"running": {}}))).runs
    assert not collect({"get pods": forbidden("pods")}).runs


def test_a_secret_is_masked_in_the_other_forms_that_logs_have() -> None:
    value = '-----BEGIN KEY-----\nb3BlbnNzaC1rZXk"\n-----END KEY-----'
    own = pod({"running": {}})
    own["spec"]["containers"][0]["env"] = [{"name": "SSH_KEY", "value": value}]
    log = f"{value}\n{json.dumps(value)}\n{base64.b64encode(value.encode()).decode()}\nend\n"
    found = collect({**answers(own), "logs": Answer(0, log)})
    for text in ("\n".join(collection.text(found)), json.dumps(collection.document(found))):
        assert "b3BlbnNzaC1rZXk" not in text
        assert base64.b64encode(value.encode()).decode()[:8] not in text
    assert collection.text(found)[-1] == "end"


def test_neither_the_text_nor_the_saved_document_has_a_secret() -> None:
    log = f"INFO: secret {SECRET}\n--password=hunter2\nAuthorization: Bearer abcdef0123456789\n{PLAIN}\n"
    leak = event("Warning", "Failed", f"could not use {SECRET}")
    found = collect({**answers(pod({"running": {}}), leak), "logs": Answer(0, log)})
    lines, saved = "\n".join(collection.text(found)), json.dumps(collection.document(found))
    for text in (lines, saved):
        assert SECRET not in text
        assert "hunter2" not in text
        assert "abcdef0123456789" not in text
    document = collection.document(found)
    assert document["pod"]["metadata"] == {"name": "app-1", "annotations": {"buildUrl": "x"}}
    assert [entry.get("value") for entry in document["pod"]["spec"]["containers"][0]["env"]] == ["***", "***", None]
    assert "managedFields" not in json.dumps(document["events"])
    assert document["logs"][0]["lines"][-1] == PLAIN
    assert found.pod is not None
    assert found.pod["metadata"]["managedFields"] == [{}]
