"""The ServiceAccounts of the pods, without which the server rejects them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.analysis.executor_calls import is_constant
from kaniko_guide.bilingual import Bilingual
from kaniko_guide.doctor import questions as ask
from kaniko_guide.doctor.checks import answer_to, invalid_name, unanswered, why_unanswered
from kaniko_guide.doctor.model import Check, Message, Right, Status
from kaniko_guide.doctor.questions import Resource, is_name
from kaniko_guide.sources.yaml_tree import has_placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kaniko_guide.doctor.checks import Answers
    from kaniko_guide.doctor.model import Outcome
    from kaniko_guide.doctor.questions import Question
    from kaniko_guide.doctor.target import Target, TargetPod

MISSING = Message(
    Status.FAILED,
    Bilingual(
        "命名空间 `{namespace}` 里没有 Pod 要用的 ServiceAccount `{name}`，Pod 会被拒绝。",
        "The namespace `{namespace}` has no ServiceAccount `{name}`, which the pod uses: the pod is rejected.",
    ),
    Bilingual(
        "核对 `serviceAccountName`；名字没错，就建一个。",
        "Check `serviceAccountName`; if it is right, create the account.",
    ),
    command="kubectl create serviceaccount {name} --namespace={namespace}",
)
AT_RUN_TIME = Message(
    Status.UNKNOWN,
    Bilingual(
        "Pod 用哪个 ServiceAccount，运行时才知道：`{name}`。",
        "Which ServiceAccount the pod uses is only known at run time: `{name}`.",
    ),
)
INVALID_NAME = invalid_name("ServiceAccount")
THERE = Message(
    Status.PASSED, Bilingual("Pod 的 ServiceAccount `{name}` 存在。", "The pod's ServiceAccount `{name}` exists.")
)
UNANSWERED = unanswered(
    Bilingual("有没有 Pod 的 ServiceAccount `{name}`", "Whether the pod's ServiceAccount `{name}` exists")
)

CHECK = Check(
    name="pod-account",
    title=Bilingual("Pod 的 ServiceAccount", "ServiceAccount of the pods"),
    page="doctor.md#pod-account",
    messages=(MISSING, AT_RUN_TIME, INVALID_NAME, THERE, *UNANSWERED),
    is_essential=True,
    needs=("namespace",),
    rights=(Right("", "serviceaccounts", "get"),),
)


def questions(target: Target, _answers: Answers) -> Iterator[Question]:
    """Yields a question for each account."""
    for name in _pods(target):
        if is_name(name):
            yield ask.get(Resource.SERVICE_ACCOUNT, name, target.namespace)


def judge(target: Target, answers: Answers) -> Iterator[Outcome]:
    """Yields an outcome for each account."""
    for name, pod in _pods(target).items():
        if not is_name(name):
            message = INVALID_NAME if is_constant(name) and not has_placeholder(name) else AT_RUN_TIME
            yield CHECK.outcome(message, {"name": name}, where=pod.where)
            continue
        answer = answer_to(answers, ask.get(Resource.SERVICE_ACCOUNT, name, target.namespace))
        if answer.is_missing:
            message = MISSING
        elif answer.of_kind("ServiceAccount") is None:
            message = why_unanswered(UNANSWERED, answer)
        else:
            message = THERE
        where = None if message is THERE else pod.where
        yield CHECK.outcome(message, {"name": name, "namespace": target.namespace}, answer=answer.sentence, where=where)


def _pods(target: Target) -> Mapping[str, TargetPod]:
    """The first pod that uses each account."""
    found: dict[str, TargetPod] = {}
    for pod in target.pods:
        if pod.account:
            found.setdefault(pod.account, pod)
    return found
