"""Whether a node fits the pods: selectors, taints, and what the containers request.

A warning at most: an autoscaler may add a node. What a node can allocate is not what is free on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.doctor import questions as ask
from kaniko_guide.doctor.checks import admission, answer_to, unanswered, why_unanswered
from kaniko_guide.doctor.model import Check, Message, Right, Status
from kaniko_guide.doctor.scheduling import Reason, architecture, not_considered, reasons_against

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.doctor.checks import Answers
    from kaniko_guide.doctor.model import Outcome
    from kaniko_guide.doctor.questions import Object, Question
    from kaniko_guide.doctor.target import Target
    from kaniko_guide.text import Text

NONE_FITS = Message(
    Status.WARNING,
    Bilingual(
        "{n} 个节点里，没有一个能运行这个 Pod：{reasons}。会自动加节点的集群除外。",
        "None of {n} nodes can run this pod: {reasons}. An autoscaler may add one.",
    ),
    Bilingual("照表里的原因改 Pod，或者加节点。", "Change the pod as the table of the page says, or add a node."),
    command="kubectl describe nodes",
)
NO_NODE = Message(
    Status.WARNING,
    Bilingual("集群里没有节点。会自动加节点的集群除外。", "The cluster has no node. An autoscaler may add one."),
    command="kubectl get nodes",
)
SEVERAL_ARCHITECTURES = Message(
    Status.WARNING,
    Bilingual(
        "这个 Pod 可能落在不同架构的节点上（{architectures}），构建出的镜像是节点的架构。",
        "This pod may run on nodes of several architectures ({architectures}): the image has that of the node.",
    ),
    Bilingual(
        "用 `nodeSelector` 的 `kubernetes.io/arch` 选定一种。",
        "Choose one with `kubernetes.io/arch` in `nodeSelector`.",
    ),
    page="several-images.md#exec-format-error",
)
FITS = Message(
    Status.PASSED,
    Bilingual(
        "{n} 个节点能运行这个 Pod，架构是 {architectures}（按总量算，不是剩余）。",
        "Nodes that can run this pod: {n}, of the architecture {architectures} (by capacity, not by what is free).",
    ),
)
NOT_READABLE = Message(
    Status.UNKNOWN,
    Bilingual(
        "这个 Pod 对节点的要求这里算不出来：{fields}。",
        "What this pod requires of a node can't be computed here: {fields}.",
    ),
)
UNANSWERED = unanswered(Bilingual("有没有节点能运行这个 Pod", "Whether a node can run this pod"))

REASONS = {
    Reason.NOT_SCHEDULABLE: Bilingual("{n} 个不可调度", "{n} not schedulable"),
    Reason.TAINT: Bilingual("{n} 个有污点", "{n} with a taint"),
    Reason.SELECTOR: Bilingual(
        "{n} 个不符合 `nodeSelector` 或 `affinity`", "{n} not selected by `nodeSelector` or `affinity`"
    ),
    Reason.CPU: Bilingual("{n} 个 CPU 太少", "{n} with too little CPU"),
    Reason.MEMORY: Bilingual("{n} 个内存太少", "{n} with too little memory"),
    Reason.STORAGE: Bilingual("{n} 个临时存储太少", "{n} with too little ephemeral storage"),
    Reason.OTHER_RESOURCE: Bilingual(
        "{n} 个缺少别的资源（例如 GPU）", "{n} with too little of another resource, such as GPUs"
    ),
}

CHECK = Check(
    name="nodes",
    title=Bilingual("节点", "Nodes"),
    page="agent.md#unschedulable",
    messages=(NONE_FITS, NO_NODE, SEVERAL_ARCHITECTURES, FITS, NOT_READABLE, *UNANSWERED),
    is_essential=False,
    needs=("namespace",),
    rights=(Right("", "nodes", "list", cluster=True),),
)


def questions(target: Target, _answers: Answers) -> Iterator[Question]:
    """Yields one question, if a pod is known."""
    if any(pod.object is not None for pod in target.pods):
        yield ask.nodes()


def judge(target: Target, answers: Answers) -> Iterator[Outcome]:
    """Yields an outcome for each pod."""
    trials = list(admission.trials(target, answers))
    answer = answer_to(answers, ask.nodes())
    nodes = answer.list_of_kind("Node")
    for trial in trials:
        if nodes is None:
            yield CHECK.outcome(why_unanswered(UNANSWERED, answer), answer=answer.sentence)
            return
        yield from _judge_pod(trial.object or {}, nodes, trial.pod.where)


def _judge_pod(pod: Object, nodes: list[Object], where: Text) -> Iterator[Outcome]:
    if not nodes:
        yield CHECK.outcome(NO_NODE, where=where)
        return
    try:
        against = [reasons_against(pod, node) for node in nodes]
        others = not_considered(pod)
        architectures = sorted(
            {architecture(node) for node, reasons in zip(nodes, against, strict=True) if not reasons}
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        yield CHECK.outcome(NOT_READABLE, {"fields": "spec"}, where=where)
        return
    if all(against):
        counts = {reason: sum(reason in reasons for reasons in against) for reason in REASONS}
        found = [text.format(n=counts[reason]) for reason, text in REASONS.items() if counts[reason]]
        reasons = Bilingual("，".join(text.zh for text in found), ", ".join(text.en for text in found))
        yield CHECK.outcome(NONE_FITS, {"n": len(nodes), "reasons": reasons}, where=where)
        return
    listed = ", ".join(f"`{name}`" for name in architectures)
    if len(architectures) > 1:
        yield CHECK.outcome(SEVERAL_ARCHITECTURES, {"architectures": listed}, where=where)
    if others:
        fields = ", ".join(f"`{name}`" for name in others)
        yield CHECK.outcome(NOT_READABLE, {"fields": fields}, where=where)
    else:
        n = sum(not reasons for reasons in against)
        yield CHECK.outcome(FITS, {"n": n, "architectures": listed})
