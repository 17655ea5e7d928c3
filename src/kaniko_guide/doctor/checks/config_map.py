"""The ConfigMaps that pods mount or read variables from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.doctor import questions as ask
from kaniko_guide.doctor.checks import answer_to, invalid_name, unanswered, why_unanswered
from kaniko_guide.doctor.model import Check, Message, Right, Status
from kaniko_guide.doctor.questions import Resource

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide.doctor.checks import Answers
    from kaniko_guide.doctor.model import Outcome
    from kaniko_guide.doctor.questions import Question
    from kaniko_guide.doctor.target import Reference, Target

MISSING = Message(
    Status.FAILED,
    Bilingual(
        "命名空间 `{namespace}` 里没有 ConfigMap `{name}`。", "The namespace `{namespace}` has no ConfigMap `{name}`."
    ),
    Bilingual("核对名字；名字没错，就先创建它。", "Check the name; if it is right, create the ConfigMap first."),
    command="kubectl get configmaps --namespace={namespace}",
)
KEY_MISSING = Message(
    Status.FAILED,
    Bilingual("ConfigMap `{name}` 里没有键 {keys}。", "The ConfigMap `{name}` has no key {keys}."),
    Bilingual("核对键的名字，或者把它加进去。", "Check the name of the key, or add it."),
    command="kubectl describe configmap {name} --namespace={namespace}",
)
NAME_UNKNOWN = Message(
    Status.UNKNOWN,
    Bilingual(
        "ConfigMap 的名字 `{name}` 运行时才知道，没有检查。",
        "The name of the ConfigMap, `{name}`, is only known at run time; it was not checked.",
    ),
)
THERE = Message(Status.PASSED, Bilingual("ConfigMap `{name}` 存在。", "The ConfigMap `{name}` exists."))
INVALID_NAME = invalid_name("ConfigMap")
UNANSWERED = unanswered(Bilingual("有没有 ConfigMap `{name}`", "Whether the ConfigMap `{name}` exists"))

CHECK = Check(
    name="config-map",
    title=Bilingual("ConfigMap", "ConfigMaps"),
    page="doctor.md#pod-account",
    messages=(MISSING, KEY_MISSING, NAME_UNKNOWN, INVALID_NAME, THERE, *UNANSWERED),
    is_essential=True,
    needs=("namespace",),
    rights=(Right("", "configmaps", "get"),),
)


def questions(target: Target, _answers: Answers) -> Iterator[Question]:
    """Yields a question for each ConfigMap whose name is known."""
    for reference in _references(target):
        if reference.is_known:
            yield ask.get(Resource.CONFIG_MAP, reference.name, target.namespace)


def judge(target: Target, answers: Answers) -> Iterator[Outcome]:
    """Yields an outcome for each use of a ConfigMap."""
    for reference in _references(target):
        words = {"name": reference.name, "namespace": target.namespace}
        if not reference.is_known:
            if not (reference.is_invalid and reference.optional):
                message = INVALID_NAME if reference.is_invalid else NAME_UNKNOWN
                yield CHECK.outcome(message, words, where=reference.where)
            continue
        answer = answer_to(answers, ask.get(Resource.CONFIG_MAP, reference.name, target.namespace))
        found = answer.of_kind("ConfigMap")
        if answer.is_missing and reference.optional:
            continue
        if found is None:
            message = MISSING if answer.is_missing else why_unanswered(UNANSWERED, answer)
            yield CHECK.outcome(message, words, answer=answer.sentence, where=reference.where)
            continue
        keys = {key for name in ("data", "binaryData") for key in found.get(name) or ()}
        missing = [key for key in reference.keys if key not in keys]
        if missing and not reference.optional:
            listed = ", ".join(f"`{key}`" for key in missing)
            yield CHECK.outcome(KEY_MISSING, words | {"keys": listed}, where=reference.where)
        else:
            yield CHECK.outcome(THERE, words)


def _references(target: Target) -> list[Reference]:
    """The uses of ConfigMaps, each once."""
    found: dict[tuple[object, ...], Reference] = {}
    for pod in target.pods:
        for entry in pod.config_maps:
            found.setdefault((entry.name, entry.keys, entry.optional), entry)
    return list(found.values())
