"""The PersistentVolumeClaims that pods mount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.doctor import questions as ask
from kaniko_guide.doctor.checks import answer_to, invalid_name, unanswered, why_unanswered
from kaniko_guide.doctor.model import Check, Message, Right, Status
from kaniko_guide.doctor.questions import Resource, is_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.doctor.checks import Answers
    from kaniko_guide.doctor.kubectl import Answer
    from kaniko_guide.doctor.model import Outcome
    from kaniko_guide.doctor.questions import Object, Question
    from kaniko_guide.doctor.target import Reference, Target

BOUND, PENDING = "Bound", "Pending"
FIRST_CONSUMER = "WaitForFirstConsumer"

MISSING = Message(
    Status.FAILED,
    Bilingual(
        "命名空间 `{namespace}` 里没有 PVC `{name}`。",
        "The namespace `{namespace}` has no PersistentVolumeClaim `{name}`.",
    ),
    Bilingual("核对名字；名字没错，就先创建它。", "Check the name; if it is right, create the claim first."),
    command="kubectl get persistentvolumeclaims --namespace={namespace}",
    page="performance.md",
)
NOT_BOUND = Message(
    Status.FAILED,
    Bilingual(
        "PVC `{name}` 没有绑定卷，状态是 `{phase}`：绑定之前，Pod 一直等。",
        "The PersistentVolumeClaim `{name}` has no volume, its phase is `{phase}`: the pod waits until it has one.",
    ),
    Bilingual(
        "看它的 Events：多半是没有这个 StorageClass，或者没有合适的卷。",
        "Read its events: usually the StorageClass or a volume is missing.",
    ),
    command="kubectl describe persistentvolumeclaim {name} --namespace={namespace}",
    page="agent.md#unschedulable",
)
ENDING = Message(
    Status.FAILED,
    Bilingual(
        "PVC `{name}` 正在被删除，不会再有 Pod 用得上它。",
        "The PersistentVolumeClaim `{name}` is being deleted: no new pod can use it.",
    ),
    Bilingual("等它删完，再创建一次。", "Wait until it is gone, then create it again."),
    command="kubectl describe persistentvolumeclaim {name} --namespace={namespace}",
    page="performance.md",
)
CLASS_UNKNOWN = Message(
    Status.UNKNOWN,
    Bilingual(
        "PVC `{name}` 还没有绑定；不知道它的 StorageClass 是不是等第一个 Pod 才绑定。",
        "The PersistentVolumeClaim `{name}` has no volume yet; whether its StorageClass waits for a pod is not known.",
    ),
    Bilingual(
        "看它的 Events 里有没有 `waiting for first consumer`。", "Look for `waiting for first consumer` in its events."
    ),
    command="kubectl describe persistentvolumeclaim {name} --namespace={namespace}",
)
NAME_UNKNOWN = Message(
    Status.UNKNOWN,
    Bilingual(
        "PVC 的名字 `{name}` 运行时才知道，没有检查。",
        "The name of the PersistentVolumeClaim, `{name}`, is only known at run time; it was not checked.",
    ),
)
FINE = Message(
    Status.PASSED,
    Bilingual("PVC `{name}` 的状态是 `{phase}`。", "The phase of the PersistentVolumeClaim `{name}` is `{phase}`."),
)
WAITS = Message(
    Status.PASSED,
    Bilingual(
        "PVC `{name}` 等第一个 Pod 才绑定。", "The PersistentVolumeClaim `{name}` is bound when the first pod uses it."
    ),
)
INVALID_NAME = invalid_name("PersistentVolumeClaim")
UNANSWERED = unanswered(Bilingual("有没有 PVC `{name}`", "Whether the PersistentVolumeClaim `{name}` exists"))

CHECK = Check(
    name="claim",
    title=Bilingual("PVC", "PersistentVolumeClaims"),
    page="doctor.md#pod-account",
    messages=(MISSING, NOT_BOUND, ENDING, CLASS_UNKNOWN, NAME_UNKNOWN, INVALID_NAME, FINE, WAITS, *UNANSWERED),
    is_essential=True,
    needs=("namespace",),
    rights=(Right("", "persistentvolumeclaims", "get"), Right("storage.k8s.io", "storageclasses", "get", cluster=True)),
)


def questions(target: Target, answers: Answers) -> Iterator[Question]:
    """Yields a question for each claim, then one for the class of each that waits."""
    for reference in _references(target):
        if reference.is_known:
            question = ask.get(Resource.CLAIM, reference.name, target.namespace)
            yield question
            storage_class = _waiting_class(answer_to(answers, question).of_kind("PersistentVolumeClaim"))
            if storage_class:
                yield ask.get(Resource.STORAGE_CLASS, storage_class)


def judge(target: Target, answers: Answers) -> Iterator[Outcome]:
    """Yields an outcome for each claim."""
    for reference in _references(target):
        words = {"name": reference.name, "namespace": target.namespace}
        if not reference.is_known:
            if not (reference.is_invalid and reference.optional):
                message = INVALID_NAME if reference.is_invalid else NAME_UNKNOWN
                yield CHECK.outcome(message, words, where=reference.where)
            continue
        answer = answer_to(answers, ask.get(Resource.CLAIM, reference.name, target.namespace))
        found = answer.of_kind("PersistentVolumeClaim")
        if found is None:
            message = MISSING if answer.is_missing else why_unanswered(UNANSWERED, answer)
            yield CHECK.outcome(message, words, answer=answer.sentence, where=reference.where)
            continue
        if (found.get("metadata") or {}).get("deletionTimestamp"):
            yield CHECK.outcome(ENDING, words, where=reference.where)
            continue
        phase = _phase(found)
        waiting = _waiting_class(found)
        storage_class = answer_to(answers, ask.get(Resource.STORAGE_CLASS, waiting)) if waiting else None
        message = FINE if phase == BOUND else NOT_BOUND if storage_class is None else _of_class(storage_class)
        where = None if message in {FINE, WAITS} else reference.where
        yield CHECK.outcome(message, words | {"phase": phase or "?"}, where=where)


def _of_class(answer: Answer) -> Message:
    """The message for a claim that waits, from the answer about its class."""
    found = answer.of_kind("StorageClass")
    if found is None:
        return NOT_BOUND if answer.is_missing else CLASS_UNKNOWN
    return WAITS if found.get("volumeBindingMode") == FIRST_CONSUMER else NOT_BOUND


def _phase(claim: Object) -> str:
    status = claim.get("status")
    return str(status.get("phase", "")) if isinstance(status, dict) else ""


def _waiting_class(claim: Object | None) -> str:
    """The name of the class of a claim that waits for a volume; empty if it does not wait, or has none."""
    if claim is None or _phase(claim) != PENDING:
        return ""
    spec = claim.get("spec")
    name = str(spec.get("storageClassName") or "") if isinstance(spec, dict) else ""
    return name if is_name(name) else ""


def _references(target: Target) -> list[Reference]:
    """The claims, each once."""
    return list({entry.name: entry for pod in target.pods for entry in pod.claims}.values())
