"""What a trial says of what happens in its pod, and that the pod is deleted whatever happens."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, cast

import pytest

from kaniko_guide.doctor import trial
from kaniko_guide.doctor.kubectl import Answer, Kubectl
from tests.kaniko_guide.doctor.fake import LATE, POD, forbidden, given, jenkinsfile, missing
from tests.kaniko_guide.doctor.test_trial_plan import plan

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kaniko_guide.doctor.model import Outcome
    from kaniko_guide.doctor.questions import Question

Object = dict[str, Any]
RUNNING: Object = {"running": {}}
FINE = Answer(0)
ENDED = Answer(1, "", "error building image: failed to get fileinfo for /tmp/kaniko-guide-doctor-missing-file\n")
UNAUTHORIZED = Answer(
    1,
    "",
    'error checking push permissions -- make sure you entered the correct tag name: checking push permission for "a": '
    "POST https://registry.test/v2/: UNAUTHORIZED: authentication required; []\n",
)
DENIED = 'Error from server (Forbidden): pods "a" is forbidden: User "x" cannot create resource "pods/exec"\n'


def pod(kaniko: Object = RUNNING, jnlp: Object = RUNNING) -> Answer:
    states = {"kaniko": kaniko, "jnlp": jnlp}
    return given(
        {"status": {"containerStatuses": [{"name": name, "state": state} for name, state in states.items()]}}, "Pod"
    )


class TrialKubectl:
    """Answers from a table by the beginning of a command or a word in it; an exception is raised."""

    context = "prod"

    def __init__(self, answers: Mapping[str, Answer | BaseException]) -> None:
        self._answers = answers
        self._is_deleted = False
        self.asked: list[str] = []

    def again(self, **_limits: float) -> TrialKubectl:
        return self

    def ask(self, question: Question) -> Answer:
        command = " ".join(question.arguments)
        self.asked.append(command)
        self._is_deleted = self._is_deleted or command.startswith("delete")
        found = next((answer for key, answer in self._answers.items() if key in command), FINE)
        if command.startswith("get pods kaniko-guide-doctor") and self._is_deleted:
            found = self._answers.get("after", missing('pods "p"'))
        if isinstance(found, BaseException):
            raise found
        return found

    def ask_all(self, questions: Iterable[Question]) -> Mapping[Question, Answer]:
        return {question: self.ask(question) for question in questions}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    monkeypatch.setattr(trial, "START_TIME", 0.05)


def run(answers: Mapping[str, Answer | BaseException], text: str = "") -> tuple[list[Outcome], TrialKubectl, list[str]]:
    kubectl = TrialKubectl({"get pods": pod(), "/kaniko/executor": ENDED, **answers})
    left: list[str] = []
    outcomes = trial.run(
        plan(text=text), cast("Kubectl", kubectl), lambda outcome: left.append(outcome.command), lambda: None
    )
    return outcomes, kubectl, left


def found(outcomes: Iterable[Outcome]) -> list[str]:
    return [
        f"{outcome.status} {outcome.check.name}: {outcome.text.en}"
        for outcome in outcomes
        if outcome.status != "passed"
    ]


def test_where_all_is_well_everything_passes_and_the_pod_is_deleted() -> None:
    outcomes, kubectl, left = run({})
    assert found(outcomes) == []
    assert [outcome.check.name for outcome in outcomes] == [
        *("try-pod", "try-pod"),
        *("try-container", "try-container"),
        *("try-jenkins", "try-push", "try-leftover"),
    ]
    assert kubectl.asked[0].startswith("create --filename=")
    assert kubectl.asked[-2].startswith("delete pod kaniko-guide-doctor-0a1b2c3d --namespace=builds")
    assert kubectl.asked[-1].startswith("get pods kaniko-guide-doctor-0a1b2c3d")
    assert left == []


CONNECTING = "Connecting to jenkins (10.0.0.1:80)\n"
NOT_REACHED = "failed try-jenkins: The trial pod can't reach Jenkins at `http://jenkins/`"
REACH_UNKNOWN = "unknown try-jenkins: Whether the pod reaches `http://jenkins/` is not known"
PUSH_UNKNOWN = "unknown try-push: Whether the executor can push to"
LOST_WITH_ADDRESS = (
    'error: error sending request: Post "https://10.0.0.1:6443/api/v1/namespaces/builds/pods/p/exec?command=sh&'
    'command=-c&command=printf+COPY+kaniko-guide-doctor-missing-file": dial tcp 10.0.0.1:6443: connection refused\n'
)
PULL = {"waiting": {"reason": "ErrImagePull", "message": "rpc error: ghcr.io/a: not found"}}
START_ERROR = {"terminated": {"reason": "StartError", "exitCode": 128, "message": 'exec: "sleep": not found'}}


@pytest.mark.parametrize(
    ("answers", "outcomes"),
    [
        ({"get pods": pod(jnlp=START_ERROR)}, []),
        ({"get pods": pod(kaniko=START_ERROR)}, ["failed try-container: The container `kaniko` has no `sh`"]),
        ({"sh -c true": Answer(1, "", DENIED)}, ["unknown try-container: No program could be run in the container"]),
        ({"sh -c true": LATE}, ["unknown try-container: No program could be run in the container"]),
        (
            {"test -s": Answer(1, "", "command terminated with exit code 1\n")},
            ["failed try-container: The container `kaniko` has no `/kaniko/.docker/config.json`"],
        ),
        (
            {"get pods": pod(kaniko={"terminated": {"reason": "OOMKilled", "exitCode": 137}})},
            ["unknown try-container: The container `kaniko` ended instead of waiting (OOMKilled, exit code 137)"],
        ),
        (
            {"test -s": Answer(1, "", "error: error sending request: Post: connection refused\n")},
            ["unknown try-container: No program could be run in the container `kaniko`: "],
        ),
        ({"wget": Answer(1, "", "wget: bad address 'jenkins'\n")}, [NOT_REACHED]),
        (
            {"wget": Answer(1, "", f"{CONNECTING}wget: can't connect to remote host (10.0.0.1): refused\n")},
            [NOT_REACHED],
        ),
        ({"wget": Answer(143, "", f"{CONNECTING}wget: no answer within 10 s\n")}, [NOT_REACHED]),
        ({"wget": Answer(1, "", f"{CONNECTING}wget: bad address 'jenkins.acme.io'\n")}, []),
        (
            {
                "wget": Answer(
                    1, "", f"{CONNECTING}{CONNECTING}wget: can't connect to remote host (10.0.0.1): refused\n"
                )
            },
            [],
        ),
        ({"wget": Answer(1, "", f"{CONNECTING}wget: error getting response\n")}, [REACH_UNKNOWN]),
        ({"wget": Answer(1, "", "wget: not an http or ftp url: https://jenkins/\n")}, [REACH_UNKNOWN]),
        (
            {
                "wget": Answer(
                    1, "", f"{CONNECTING}wget: note: TLS certificate validation not implemented\nwget: TLS error\n"
                )
            },
            [REACH_UNKNOWN],
        ),
        ({"wget": Answer(1, "", "wget: server returned error: HTTP/1.1 403 Forbidden\n")}, []),
        (
            {"wget": Answer(139, "", "command terminated with exit code 139\n")},
            [REACH_UNKNOWN],
        ),
        (
            {"wget": Answer(127, "", "sh: wget: not found\n")},
            [REACH_UNKNOWN],
        ),
        (
            {"/kaniko/executor": UNAUTHORIZED},
            ["failed try-push: The executor can't push to `registry.test/team/app:kaniko-guide-doctor`: "],
        ),
        ({"/kaniko/executor": Answer(1, "", LOST_WITH_ADDRESS)}, [PUSH_UNKNOWN]),
        ({"/kaniko/executor": Answer(1, "", "mkdir: can't create directory: Read-only file system\n")}, [PUSH_UNKNOWN]),
        ({"/kaniko/executor": Answer(127, "", "sh: /kaniko/executor: not found\n")}, [PUSH_UNKNOWN]),
        ({"/kaniko/executor": LATE}, ["unknown try-push: Whether the executor can push to"]),
        (
            {"/kaniko/executor": Answer(1, "", "something else\n")},
            ["unknown try-push: Whether the executor can push to"],
        ),
    ],
)
def test_what_is_wrong_is_named(answers: dict[str, Answer], outcomes: list[str]) -> None:
    every = found(run(answers)[0])
    assert [text.startswith(start) for text, start in zip(every, outcomes, strict=True)] == [True] * len(outcomes), (
        every
    )


def test_a_credential_that_is_there_is_not_the_cause() -> None:
    (first,) = (outcome for outcome in run({"/kaniko/executor": UNAUTHORIZED})[0] if outcome.fails)
    assert first.text.en.startswith(
        "The executor can't push to `registry.test/team/app:kaniko-guide-doctor`: probably: "
    )
    assert "config.json" not in first.text.en


NO_MOUNT = jenkinsfile(POD.replace("mountPath: /kaniko/.docker", "mountPath: /other"))
EMPTY = jenkinsfile(POD.replace("    secret:", "    emptyDir: {}\n    x:"))
NO_FILE = Answer(1, "", "command terminated with exit code 1\n")
UNTRUSTED = Answer(
    1,
    "",
    "error checking push permissions -- make sure you entered the correct tag name: checking push permission for "
    '"a": Get "https://registry.test/v2/": tls: failed to verify certificate: x509: certificate signed by unknown '
    "authority\n",
)


@pytest.mark.parametrize(
    ("text", "answer", "statuses"),
    [
        (NO_MOUNT, UNAUTHORIZED, ["unknown try-push", "unknown try-container"]),
        (NO_MOUNT, UNTRUSTED, ["failed try-push", "unknown try-container"]),
        (EMPTY, UNTRUSTED, ["unknown try-push", "unknown try-container"]),
        (jenkinsfile(), UNTRUSTED, ["failed try-push", "failed try-container"]),
    ],
)
def test_a_failure_that_another_pod_may_not_have_is_not_known(text: str, answer: Answer, statuses: list[str]) -> None:
    outcomes = run({"test -s": NO_FILE, "/kaniko/executor": answer}, text)[0]
    assert sorted(entry.partition(":")[0] for entry in found(outcomes)) == sorted(statuses)
    assert all("config.json` does not exist" not in entry for entry in found(outcomes))


def test_an_address_that_another_pod_may_reach_is_not_known() -> None:
    text = jenkinsfile(POD.replace("spec:\n", "spec:\n  hostAliases: [{ip: 10.0.0.1, hostnames: [jenkins]}]\n"))
    outcomes = run({"wget": Answer(1, "", "wget: bad address 'jenkins'\n")}, text)[0]
    assert found(outcomes)[0].startswith(
        "unknown try-jenkins: The trial pod can't reach `http://jenkins/`; as it was made"
    )


def test_an_image_that_can_t_be_pulled_is_named_with_the_cause() -> None:
    outcomes, _, _ = run({"get pods": pod(kaniko=PULL)})
    (first, *others) = found(outcomes)
    assert first.startswith(
        "failed try-pod: The node can't pull the image `ghcr.io/osscontainertools/kaniko:v1.28.3-debug`: "
    )
    assert others == []
    assert "not found" in outcomes[0].answer


@pytest.mark.parametrize("odd", [[], {}, 5, "\ud800", None])
def test_states_of_another_form_are_no_error(odd: Any) -> None:  # noqa: ANN401
    for state in (odd, {"waiting": odd}, {"waiting": {"reason": odd, "message": odd}}, {"terminated": odd}):
        outcomes, _, left = run({"get pods": pod(kaniko=state), "get events": given({"items": []})})
        assert (len(outcomes) > 1, left) == (True, [])


def test_a_pod_that_does_not_start_has_the_cause_of_its_events() -> None:
    event = {
        "kind": "Event",
        "type": "Warning",
        "reason": "FailedScheduling",
        "message": "0/3 nodes are available: 3 Insufficient cpu.",
    }
    outcomes, _, _ = run({"get pods": given({"status": {}}, "Pod"), "get events": given({"items": [event]})})
    assert found(outcomes)[0].startswith("failed try-pod: The trial pod did not start: ")
    outcomes, _, _ = run({"get pods": given({"status": {}}, "Pod"), "get events": given({"items": []})})
    assert found(outcomes)[0].startswith("unknown try-pod: The trial pod did not start in")


def test_a_pod_that_is_not_created_is_deleted_all_the_same_and_not_reported_as_deleted() -> None:
    outcomes, kubectl, left = run({"create": forbidden("pods"), "delete": forbidden("pods")})
    assert [entry.text.en for entry in outcomes] == ["The trial pod was not created, so nothing was tried."]
    assert (kubectl.asked[-1].startswith("delete pod"), len(kubectl.asked), left) == (True, 2, [])


@pytest.mark.parametrize(
    ("answers", "is_left"),
    [
        ({"create": LATE, "delete": FINE}, True),
        ({"create": LATE, "delete": Answer(0, 'pod "kaniko-guide-doctor-0a1b2c3d" force deleted\n')}, False),
        ({"delete": Answer(0, "deletion is cancelled\n"), "after": pod()}, True),
        ({"after": LATE}, True),
        ({"after": given({"metadata": {"deletionTimestamp": "x"}}, "Pod")}, False),
        ({"--interactive=false": Answer(1, "", "error: unknown flag: --interactive\n")}, False),
    ],
)
def test_a_pod_is_deleted_only_if_it_is_gone(answers: dict[str, Answer], is_left: bool) -> None:  # noqa: FBT001
    outcomes, _, left = run(answers)
    assert ("may still be there" in outcomes[-1].text.en, bool(left)) == (is_left, is_left)


def test_the_pod_is_deleted_after_nothing_may_interrupt_it_any_more() -> None:
    kubectl = TrialKubectl({"get pods": pod(), "/kaniko/executor": ENDED})
    before: list[int] = []
    trial.run(plan(), cast("Kubectl", kubectl), print, lambda: before.append(len(kubectl.asked)))
    assert [command.startswith("delete") for command in kubectl.asked[before[0] - 1 : before[0] + 1]] == [False, True]


def test_a_pod_that_is_deleted_or_evicted_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "START_TIME", 60.0)
    outcomes, _, _ = run({"get pods": missing('pods "p"')})
    assert found(outcomes)[0].startswith("unknown try-pod: The trial pod was deleted by someone else")
    status = {"phase": "Failed", "reason": "Evicted", "message": "The node was low on resource: ephemeral-storage."}
    outcomes, _, _ = run({"get pods": given({"status": status}, "Pod"), "get events": given({"items": []})})
    assert found(outcomes)[0].startswith("failed try-pod: The trial pod did not start: ")


def test_a_secret_that_is_not_synchronized_yet_is_waited_for() -> None:
    waiting = {
        "waiting": {"reason": "CreateContainerConfigError", "message": "failed: timed out waiting for the condition"}
    }
    outcomes, kubectl, _ = run({"get pods": pod(kaniko=waiting)})
    assert len([command for command in kubectl.asked if command.startswith("get pods")]) > 2
    assert [entry for entry in found(outcomes) if entry.startswith("failed")] == []


def test_a_connection_that_is_lost_names_what_is_left() -> None:
    lost = Answer(1, "", "Unable to connect to the server: dial tcp: connect: connection refused\n")
    outcomes, _, left = run({"exec": lost, "delete": lost})
    assert found(outcomes)[-1].startswith(
        "warning try-leftover: The trial pod `kaniko-guide-doctor-0a1b2c3d` may still be there"
    )
    assert left == ["kubectl delete pod kaniko-guide-doctor-0a1b2c3d --namespace=builds --context=prod"]


def test_a_server_that_stops_answering_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "START_TIME", 60.0)
    monkeypatch.setattr(trial, "LOST_TIME", 0.0)
    lost = Answer(1, "", "Unable to connect to the server: dial tcp: connect: connection refused\n")
    outcomes, kubectl, _ = run({"get pods": lost, "delete": lost})
    (first, *_) = found(outcomes)
    assert first == (
        "unknown try-pod: After the trial pod was created, the API server stopped answering, so nothing more was tried."
    )
    assert "connection refused" in outcomes[0].answer
    assert not any(command.startswith("exec") for command in kubectl.asked)


def test_an_interruption_deletes_the_pod() -> None:
    kubectl = TrialKubectl({"get pods": KeyboardInterrupt()})
    with pytest.raises(KeyboardInterrupt):
        trial.run(plan(), cast("Kubectl", kubectl), print, lambda: None)
    assert kubectl.asked[-2].startswith("delete pod kaniko-guide-doctor-0a1b2c3d")


def test_variables_of_the_container_make_the_push_unknown() -> None:
    text = jenkinsfile(POD.replace("    tty: true", "    env: [{name: HTTPS_PROXY, value: x}]\n    tty: true"))
    assert found(run({}, text)[0])[0].startswith("unknown try-push: ")


def test_an_image_without_a_shell_is_only_pulled() -> None:
    outcomes, kubectl, _ = run({}, jenkinsfile(POD.replace("-debug", "")))
    assert [text.partition(":")[0] for text in found(outcomes)] == ["unknown try-container"]
    assert not any(command.startswith("exec") for command in kubectl.asked)


def test_pods_of_earlier_trials_are_named_unless_they_are_being_deleted() -> None:
    names = ({"name": "kaniko-guide-doctor-1"}, {"name": "b", "deletionTimestamp": "x"}, {"name": "app"}, {"name": 5})
    pods = given({"items": [{"kind": "Pod", "metadata": metadata} for metadata in names]})
    kubectl = TrialKubectl({"--selector=kaniko-guide.dev/doctor=try": pods})
    kubectl.context = "my prod"
    assert [outcome.command for outcome in trial.leftovers(cast("Kubectl", kubectl), "builds")] == [
        "kubectl delete pod kaniko-guide-doctor-1 --namespace=builds '--context=my prod'"
    ]
    for answer in (LATE, forbidden("pods"), Answer(0, "<html>")):
        kubectl = TrialKubectl({"--selector": answer})
        (outcome,) = trial.leftovers(cast("Kubectl", kubectl), "builds")
        assert outcome.text.en.startswith("Whether trial pods of earlier runs are left: not known")
