"""Whether the API server would accept the pods, as the plugin makes them; nothing is created.

They are sent as Jenkins' account where the user may impersonate it, otherwise as the user. The data of `diagnose` says
what an error means.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.data import Data
from kaniko_guide.diagnosis import causes
from kaniko_guide.doctor import likely
from kaniko_guide.doctor import questions as ask
from kaniko_guide.doctor.checks import answer_to, unanswered, versions
from kaniko_guide.doctor.model import Check, Message, Right, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.doctor.checks import Answers
    from kaniko_guide.doctor.kubectl import Answer
    from kaniko_guide.doctor.model import Outcome
    from kaniko_guide.doctor.questions import Object, Question
    from kaniko_guide.doctor.target import Target, TargetPod

_BY_ADMISSION = re.compile(r'pods "[^"]*" is forbidden: (?!User )')
_NOT_READY = re.compile(r"status unknown for quota|not yet ready to handle request")
_REFUSED = re.compile(
    r" is invalid: |admission webhook \".*denied the request|failed calling (?:admission )?webhook|denied request"
)
_NO_DRY_RUN = re.compile(r"does not support dry run|dry[- ]?run is not supported", re.IGNORECASE)
_LATE_SIGNATURE = "webhook-timeout"

REFUSED = Message(
    Status.FAILED,
    Bilingual(
        "API Server 会拒绝这个 Pod（身份：{who}）：{cause}",
        "The API server would reject this pod (asked as {who}): {cause}",
    ),
    Bilingual("{fix}", "{fix}"),
    command="{command}",
)
REFUSED_FOR_UNKNOWN_REASON = Message(
    Status.FAILED,
    Bilingual("API Server 会拒绝这个 Pod（身份：{who}）。", "The API server would reject this pod (asked as {who})."),
    Bilingual("照它的原话改。", "Change what the server's own words name."),
)
WARNED = Message(
    Status.WARNING,
    Bilingual("API Server 会接受这个 Pod，但有警告。", "The API server would accept this pod, with a warning."),
    Bilingual(
        "照它的原话核对：字段写错会被忽略。", "Check what the server's own words name: it ignores a misspelled field."
    ),
)
NO_DRY_RUN = Message(
    Status.UNKNOWN,
    Bilingual(
        "API Server 会不会接受这个 Pod：不知道，集群的一个策略（webhook）不支持试运行。",
        "Whether the API server would accept this pod: not known, as a webhook does not support dry runs.",
    ),
    Bilingual(
        "第一次构建时看它的结果；要先知道，请集群管理员看这个策略。",
        "The first build shows it; to know before, ask the administrator about that webhook.",
    ),
)
WEBHOOK_LATE = Message(
    Status.UNKNOWN,
    Bilingual(
        "API Server 会不会接受这个 Pod：不知道，集群的一个策略（webhook）没有在时限内回答。",
        "Whether the API server would accept this pod: not known, as a webhook of the cluster did not answer in time.",
    ),
    Bilingual(
        "再运行一次；还是这样，请集群管理员看这个策略的服务。",
        "Run it again; if it stays, ask the administrator to check that webhook's service.",
    ),
    page="agent.md#rejected",
)
NO_RIGHT = Message(
    Status.UNKNOWN,
    Bilingual(
        "API Server 会不会接受这个 Pod：不知道，你没有权限在 `{namespace}` 里创建 Pod。",
        "Whether the API server would accept this pod: not known, as you may not create pods in `{namespace}`.",
    ),
    Bilingual(
        "请集群管理员运行 `kaniko-guide doctor`，或者给你这一页列出的权限。",
        "Ask the administrator to run `kaniko-guide doctor`, or to grant you the rights that this page lists.",
    ),
    page="doctor.md#rights",
)
OLD_SERVER = Message(
    Status.UNKNOWN,
    Bilingual(
        "API Server 会不会接受这个 Pod：不知道，它的版本太旧，没有问。",
        "Whether the API server would accept this pod: not known, as it is too old to be asked.",
    ),
    page="doctor.md#versions",
)
ACCEPTED = Message(
    Status.PASSED,
    Bilingual(
        "API Server 会接受这个 Pod（身份：{who}；没有创建）。",
        "The API server would accept this pod (asked as {who}; nothing was created).",
    ),
)
UNANSWERED = unanswered(Bilingual("API Server 会不会接受这个 Pod", "Whether the API server would accept this pod"))

JENKINS = Bilingual("Jenkins 的账号", "Jenkins' account")
READER = Bilingual("你自己", "you")

CHECK = Check(
    name="admission",
    title=Bilingual("API Server 会不会接受 Pod", "Whether the API server accepts the pods"),
    page="agent.md#rejected",
    messages=(
        REFUSED,
        REFUSED_FOR_UNKNOWN_REASON,
        WARNED,
        NO_DRY_RUN,
        WEBHOOK_LATE,
        NO_RIGHT,
        OLD_SERVER,
        ACCEPTED,
        *UNANSWERED,
    ),
    is_essential=True,
    needs=("namespace", "pod-account"),
    rights=(Right("", "pods", "create"), Right("", "serviceaccounts", "impersonate")),
)


class Trial(Data, frozen=True):
    """A pod that was sent.

    Attributes:
        pod: the pod.
        answer: of the server.
        as_jenkins: whether it was sent as Jenkins' account.
    """

    pod: TargetPod
    answer: Answer
    as_jenkins: bool

    @property
    def object(self) -> Object | None:
        """The pod as the server would store it; the one that was sent, if the server does not say."""
        return self.answer.of_kind("Pod") or self.pod.object


def questions(target: Target, answers: Answers) -> Iterator[Question]:
    """Yields a question for each pod as Jenkins' account, then as the user if that may not be asked."""
    if versions.is_old(answers):
        return
    for pod in target.pods:
        if pod.object is None:
            continue
        if target.account is not None:
            as_jenkins = ask.dry_run(pod.object, target.namespace, target.account.user)
            yield as_jenkins
            if as_jenkins not in answers or not _has_no_right(answers[as_jenkins]):
                continue
        yield ask.dry_run(pod.object, target.namespace)


def trials(target: Target, answers: Answers) -> Iterator[Trial]:
    """Every pod that was sent, with the answer that counts."""
    for pod in target.pods:
        if pod.object is None:
            continue
        if target.account is not None:
            answer = answer_to(answers, ask.dry_run(pod.object, target.namespace, target.account.user))
            if not _has_no_right(answer):
                yield Trial(pod, answer, as_jenkins=True)
                continue
        yield Trial(pod, answer_to(answers, ask.dry_run(pod.object, target.namespace)), as_jenkins=False)


def judge(target: Target, answers: Answers) -> Iterator[Outcome]:
    """Yields an outcome for each pod, and one for each warning."""
    old = versions.is_old(answers)
    for trial in trials(target, answers):
        where, answer = trial.pod.where, trial.answer
        words: dict[str, object] = {"who": JENKINS if trial.as_jenkins else READER, "namespace": target.namespace}
        if old:
            yield CHECK.outcome(OLD_SERVER, where=where)
        elif answer.of_kind("Pod") is not None:
            for warning in answer.warnings:
                yield CHECK.outcome(WARNED, answer=warning, where=where)
            yield CHECK.outcome(ACCEPTED, words)
        else:
            yield _judge_refusal(trial, words)


def _judge_refusal(trial: Trial, words: dict[str, object]) -> Outcome:
    """The outcome for a pod that was not accepted."""
    answer, where = trial.answer, trial.pod.where
    found = [] if answer.is_late else causes.diagnose(io.BytesIO(answer.errors.encode())).causes
    message = _why_not_known(answer, found[0].signature.id if found else "")
    if message is not None:
        return CHECK.outcome(message, words, answer=answer.sentence, where=where)
    if not found:
        return CHECK.outcome(REFUSED_FOR_UNKNOWN_REASON, words, answer=answer.sentence, where=where)
    first = found[0]
    words |= {
        "cause": likely.stated(first),
        "fix": first.cause.fix,
        "command": first.cause.confirm.command if first.cause.confirm is not None else "",
    }
    outcome = CHECK.outcome(REFUSED, words, answer=answer.sentence, where=where)
    return outcome.on_page(first.signature.place)


def _why_not_known(answer: Answer, signature: str) -> Message | None:
    """The message for an answer that does not say whether a pod is rejected; None if the pod is.

    Args:
        answer: no acceptance.
        signature: the one that its text has; empty for none.
    """
    _, late, other = UNANSWERED
    if answer.is_late or _NOT_READY.search(answer.errors):
        return late
    if _has_no_right(answer):
        return NO_RIGHT
    if _NO_DRY_RUN.search(answer.errors):
        return NO_DRY_RUN
    if signature == _LATE_SIGNATURE:
        return WEBHOOK_LATE
    return None if _is_refused(answer) else other


def _has_no_right(answer: Answer) -> bool:
    """Whether the server did not get as far as the pod, as the user may not create one."""
    return answer.is_forbidden and not _is_refused(answer)


def _is_refused(answer: Answer) -> bool:
    """Whether the server judged the pod, and rejects it."""
    by_admission = answer.is_forbidden and _BY_ADMISSION.search(answer.errors) is not None
    return by_admission or _REFUSED.search(answer.errors) is not None
