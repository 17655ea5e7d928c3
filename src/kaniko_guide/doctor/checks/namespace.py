"""The namespace in which builds run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.doctor import questions as ask
from kaniko_guide.doctor.checks import answer_to, unanswered, why_unanswered
from kaniko_guide.doctor.model import Check, Message, Right, Status
from kaniko_guide.doctor.questions import Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.doctor.checks import Answers
    from kaniko_guide.doctor.model import Outcome
    from kaniko_guide.doctor.questions import Question
    from kaniko_guide.doctor.target import Target

MISSING = Message(
    Status.FAILED,
    Bilingual("没有命名空间 `{namespace}`。", "There is no namespace `{namespace}`."),
    Bilingual(
        "核对名字；还没有建，就把 `namespace.yaml` 里的名字改成它再应用。",
        "Check the name; if it is right, put it into `namespace.yaml` and apply the file.",
    ),
    command="kubectl apply --filename=namespace.yaml",
)
ENDING = Message(
    Status.FAILED,
    Bilingual(
        "命名空间 `{namespace}` 正在被删除，不能再创建 Pod。",
        "The namespace `{namespace}` is being deleted: it accepts no pods.",
    ),
    Bilingual("等它删完，再建一次。", "Wait until it is gone, then create it again."),
    command="kubectl apply --filename=namespace.yaml",
)
THERE = Message(Status.PASSED, Bilingual("命名空间 `{namespace}` 存在。", "The namespace `{namespace}` exists."))
UNANSWERED = unanswered(Bilingual("有没有命名空间 `{namespace}`", "Whether there is a namespace `{namespace}`"))

CHECK = Check(
    name="namespace",
    title=Bilingual("命名空间", "Namespace"),
    page="prerequisites.md#pod-security",
    messages=(MISSING, ENDING, THERE, *UNANSWERED),
    is_essential=True,
    rights=(Right("", "namespaces", "get"),),
)


def questions(target: Target, _answers: Answers) -> Iterator[Question]:
    """Yields one question."""
    yield ask.get(Resource.NAMESPACE, target.namespace)


def judge(target: Target, answers: Answers) -> Iterator[Outcome]:
    """Yields one outcome."""
    answer = answer_to(answers, ask.get(Resource.NAMESPACE, target.namespace))
    found = answer.of_kind("Namespace")
    if answer.is_missing:
        message = MISSING
    elif found is None:
        message = why_unanswered(UNANSWERED, answer)
    elif (found.get("metadata") or {}).get("deletionTimestamp"):
        message = ENDING
    else:
        message = THERE
    yield CHECK.outcome(message, {"namespace": target.namespace}, answer=answer.sentence)
