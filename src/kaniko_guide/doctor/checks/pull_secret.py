"""The Secrets with which nodes pull the images of pods: those of the pod, or of its ServiceAccount."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.doctor import questions as ask
from kaniko_guide.doctor.checks import admission, answer_to, secret, unanswered, why_unanswered
from kaniko_guide.doctor.model import Check, Message, Right, Status
from kaniko_guide.doctor.questions import Resource, is_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kaniko_guide.doctor.checks import Answers
    from kaniko_guide.doctor.model import Outcome
    from kaniko_guide.doctor.questions import Question
    from kaniko_guide.doctor.target import Target
    from kaniko_guide.text import Text

MISSING = Message(
    Status.WARNING,
    Bilingual(
        "命名空间 `{namespace}` 里没有 `imagePullSecrets` 的 Secret `{name}`：节点拉不到私有镜像。",
        "The namespace `{namespace}` has no Secret `{name}` of `imagePullSecrets`: nodes can't pull private images.",
    ),
    Bilingual(
        "核对名字；名字没错，就照前置条件创建它。",
        "Check the name; if it is right, create the Secret as the page says.",
    ),
    command="sh create-secret.sh",
)
WRONG_TYPE = Message(
    Status.WARNING,
    Bilingual(
        "`imagePullSecrets` 的 Secret `{name}` 类型是 `{type}`：节点只用 `kubernetes.io/dockerconfigjson` 的。",
        "The Secret `{name}` of `imagePullSecrets` is a `{type}`: nodes only use `kubernetes.io/dockerconfigjson`.",
    ),
    Bilingual(
        "用 `kubectl create secret docker-registry` 重新创建它。",
        "Create it again with `kubectl create secret docker-registry`.",
    ),
    command="sh create-secret.sh",
)
THERE = Message(
    Status.PASSED,
    Bilingual("`imagePullSecrets` 的 Secret `{name}` 存在。", "The Secret `{name}` of `imagePullSecrets` exists."),
)
UNANSWERED = unanswered(
    Bilingual(
        "有没有 `imagePullSecrets` 的 Secret `{name}`", "Whether the Secret `{name}` of `imagePullSecrets` exists"
    )
)

CHECK = Check(
    name="pull-secret",
    title=Bilingual("`imagePullSecrets`", "`imagePullSecrets`"),
    page="prerequisites.md#secret",
    messages=(MISSING, WRONG_TYPE, THERE, *UNANSWERED),
    is_essential=False,
    needs=("namespace",),
    rights=(Right("", "secrets", "get"),),
)


def questions(target: Target, answers: Answers) -> Iterator[Question]:
    """Yields a question for each Secret."""
    for name in _secrets(target, answers):
        yield ask.table(Resource.SECRET, name, target.namespace)


def judge(target: Target, answers: Answers) -> Iterator[Outcome]:
    """Yields an outcome for each Secret."""
    for name, where in _secrets(target, answers).items():
        answer = answer_to(answers, ask.table(Resource.SECRET, name, target.namespace))
        row = secret.row_of(answer)
        words = {"name": name, "namespace": target.namespace}
        if answer.is_missing:
            yield CHECK.outcome(MISSING, words, answer=answer.sentence, where=where)
        elif row is None:
            yield CHECK.outcome(why_unanswered(UNANSWERED, answer), words, answer=answer.sentence, where=where)
        elif row.type not in secret.KEYS_OF_TYPES:
            yield CHECK.outcome(WRONG_TYPE, words | {"type": row.type}, where=where)
        else:
            yield CHECK.outcome(THERE, words)


def _secrets(target: Target, answers: Answers) -> Mapping[str, Text]:
    """The names of the Secrets, each with a pod that uses it; the server adds those of the ServiceAccount."""
    found = {entry.name: entry.where for pod in target.pods for entry in pod.pull_secrets}
    for trial in admission.trials(target, answers):
        spec = (trial.object or {}).get("spec")
        stored = spec.get("imagePullSecrets") if isinstance(spec, dict) else None
        for entry in stored if isinstance(stored, list) else ():
            if isinstance(entry, dict) and "name" in entry:
                found.setdefault(str(entry["name"]), trial.pod.where)
    return {name: where for name, where in found.items() if is_name(name)}
