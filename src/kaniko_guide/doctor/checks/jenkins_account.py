"""The ServiceAccount that Jenkins uses."""

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

NOT_GIVEN = Message(
    Status.UNKNOWN,
    Bilingual(
        "不知道 Jenkins 用哪个 ServiceAccount，所以没有检查它的权限。",
        "The ServiceAccount that Jenkins uses is not known, so its rights were not checked.",
    ),
    Bilingual(
        "找到 Jenkins 的 Pod，把它的命名空间和账号写进 `--service-account=命名空间:账号`。",
        "Find Jenkins' pod, and give its namespace and account as `--service-account=NAMESPACE:NAME`.",
    ),
    command=(
        "kubectl get pods --all-namespaces "
        "--output=custom-columns=NAMESPACE:.metadata.namespace,NAME:.metadata.name,ACCOUNT:.spec.serviceAccountName"
    ),
    page="prerequisites.md#controller",
)
MISSING = Message(
    Status.FAILED,
    Bilingual(
        "命名空间 `{namespace}` 里没有 Jenkins 的 ServiceAccount `{name}`。",
        "The namespace `{namespace}` has no ServiceAccount `{name}`, which Jenkins uses.",
    ),
    Bilingual(
        "核对名字；还没有建，就应用 `service-account.yaml`。",
        "Check the name; if it is right, apply `service-account.yaml`.",
    ),
    command="kubectl apply --filename=service-account.yaml",
)
THERE = Message(
    Status.PASSED,
    Bilingual(
        "Jenkins 的 ServiceAccount `{namespace}:{name}` 存在。", "Jenkins' ServiceAccount `{namespace}:{name}` exists."
    ),
)
UNANSWERED = unanswered(
    Bilingual(
        "有没有 Jenkins 的 ServiceAccount `{namespace}:{name}`",
        "Whether Jenkins' ServiceAccount `{namespace}:{name}` exists",
    )
)

CHECK = Check(
    name="jenkins-account",
    title=Bilingual("Jenkins 的 ServiceAccount", "Jenkins' ServiceAccount"),
    page="prerequisites.md#rbac",
    messages=(NOT_GIVEN, MISSING, THERE, *UNANSWERED),
    is_essential=True,
    rights=(Right("", "serviceaccounts", "get"),),
)


def questions(target: Target, _answers: Answers) -> Iterator[Question]:
    """Yields one question, if the account is given."""
    if target.account is not None:
        yield ask.get(Resource.SERVICE_ACCOUNT, target.account.name, target.account.namespace)


def judge(target: Target, answers: Answers) -> Iterator[Outcome]:
    """Yields one outcome."""
    account = target.account
    if account is None:
        yield CHECK.outcome(NOT_GIVEN)
        return
    answer = answer_to(answers, ask.get(Resource.SERVICE_ACCOUNT, account.name, account.namespace))
    if answer.is_missing:
        message = MISSING
    elif answer.of_kind("ServiceAccount") is None:
        message = why_unanswered(UNANSWERED, answer)
    else:
        message = THERE
    words = {"namespace": account.namespace, "name": account.name}
    yield CHECK.outcome(message, words, answer=answer.sentence)
