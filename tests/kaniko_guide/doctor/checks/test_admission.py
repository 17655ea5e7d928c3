"""Whether the API server accepts the pods, and what its refusals mean."""

from __future__ import annotations

import pytest

from kaniko_guide.doctor.kubectl import Answer
from tests.kaniko_guide.doctor.fake import GARBAGE, LATE, USER, examine, found, given, jenkinsfile, pipeline

QUICK = pipeline(Jenkinsfile=jenkinsfile())
DRY_RUN = "--dry-run=server"
WHETHER = "unknown admission: Whether the API server would accept this pod: not known, as "


def error(text: str, reason: str = "Forbidden") -> Answer:
    head = f"Error from server ({reason})" if reason else "Error from server"
    return Answer(1, "", f'{head}: error when creating "/tmp/question.json": {text}\n')


NO_RIGHT = error('pods is forbidden: User "x" cannot create resource "pods" in API group "" in the namespace "jenkins"')
NO_IMPERSONATION = error(
    'serviceaccounts "jenkins" is forbidden: User "x" cannot impersonate resource "serviceaccounts"'
)
POD_SECURITY = 'pods "a" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true'
QUOTA = 'pods "a" is forbidden: exceeded quota: b, requested: pods=1, used: pods=1, limited: pods=1'
MAXIMUM = 'pods "a" is forbidden: maximum memory usage per Container is 2Gi, but limit is 4Gi'
DENIED = 'admission webhook "policy.corp.internal" denied the request: images must come from harbor'
NOT_REACHED = (
    'Internal error occurred: failed calling webhook "policy": failed to call webhook: Post '
    '"https://p.p.svc:443/": dial '
    "tcp 10.96.0.51:443: connect: connection refused"
)


@pytest.mark.parametrize(
    ("answer", "page"),
    [
        (error(POD_SECURITY), "agent.md#pod-security"),
        (error(QUOTA), "agent.md#rejected"),
        (error(MAXIMUM), "agent.md#rejected"),
        (error(DENIED, ""), "agent.md#rejected"),
        (error(NOT_REACHED, "InternalError"), "agent.md#rejected"),
        (
            Answer(1, "", 'The Pod "a" is invalid: spec.containers[0].name: Invalid value: "A"\n'),
            "agent.md#pod-invalid",
        ),
        (error('pods "a" is forbidden: a policy that nobody knows'), "agent.md#rejected"),
    ],
)
def test_a_refusal_has_the_words_of_the_server_and_the_page(answer: Answer, page: str) -> None:
    outcome = examine(QUICK, {DRY_RUN: answer})[0]
    assert (outcome.check.name, outcome.status) == ("admission", "failed")
    assert "The API server would reject this pod (asked as Jenkins' account)" in outcome.text.en
    assert (outcome.answer, outcome.page.startswith(page.partition("#")[0])) == (answer.sentence, True)
    assert "question.json" not in outcome.answer
    assert outcome.where is not None


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (LATE, "there was no answer in time."),
        (GARBAGE, "the answer was not understood."),
        (error('admission webhook "p" does not support dry run', "BadRequest"), "a webhook does not support dry runs."),
        (
            error('Internal error occurred: failed calling webhook "p": context deadline exceeded', "InternalError"),
            "a webhook of the cluster did not answer in time.",
        ),
        (error("etcdserver: request timed out", "InternalError"), "the answer was not understood."),
        (error("json: cannot unmarshal string into Go struct field", "BadRequest"), "the answer was not understood."),
        (NO_RIGHT, "you may not create pods in `jenkins`."),
        (error('access denied to perform action "create" on "pods"'), "you may not create pods in `jenkins`."),
        (error('pods "a" is forbidden: status unknown for quota: q'), "there was no answer in time."),
    ],
)
def test_what_says_nothing_of_the_pod_is_not_known(answer: Answer, words: str) -> None:
    outcomes = examine(QUICK, {DRY_RUN: answer})
    assert found(outcomes, "admission") == [f"{WHETHER}{words}"]
    assert any(outcome.fails for outcome in outcomes)


@pytest.mark.parametrize("as_jenkins", [NO_RIGHT, NO_IMPERSONATION])
def test_the_user_is_asked_where_jenkins_may_not_be(as_jenkins: Answer) -> None:
    assert found(examine(QUICK, {USER: as_jenkins}), "admission") == [
        "passed admission: The API server would accept this pod (asked as you; nothing was created)."
    ]


def test_warnings_are_shown_in_the_words_of_the_server() -> None:
    warned = Answer(
        0, given({"spec": {}}, "Pod").output, 'Warning: unknown field "spec.x"\nWarning: would violate PodSecurity\n'
    )
    outcomes = [entry for entry in examine(QUICK, {DRY_RUN: warned}) if entry.check.name == "admission"]
    assert [(entry.status.value, entry.answer) for entry in outcomes] == [
        ("warning", 'unknown field "spec.x"'),
        ("warning", "would violate PodSecurity"),
        ("passed", ""),
    ]


def test_without_an_account_the_user_is_asked() -> None:
    assert "asked as you" in found(examine(QUICK, account=None), "admission")[0]
