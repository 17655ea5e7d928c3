"""The checks of a cluster, each in a module of the same name.

A module `pod_account.py` defines `CHECK`, a `kaniko_guide.doctor.model.Check` named `pod-account`, and two pure
functions: `questions(target, answers)` yields what it asks, given the answers so far, and `judge(target, answers)`
yields the outcomes once all is answered.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Protocol, TypeAlias, cast

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.doctor.kubectl import LATE, Answer
from kaniko_guide.doctor.model import Message, Status

if TYPE_CHECKING:
    from kaniko_guide.doctor.model import Check, Outcome
    from kaniko_guide.doctor.questions import Question
    from kaniko_guide.doctor.target import Target

Answers: TypeAlias = Mapping["Question", Answer]

ORDER = (
    "pipeline",
    "versions",
    "namespace",
    "jenkins_account",
    "rights",
    "pod_account",
    "secret",
    "credential",
    "config_map",
    "claim",
    "admission",
    "pull_secret",
    "nodes",
)
"""The modules in the order in which a build needs what they check."""


class CheckModule(Protocol):
    """What a module of this package offers."""

    CHECK: Check

    def questions(self, target: Target, answers: Answers) -> Iterator[Question]:
        """What it asks; a question that is in `answers` may be among it."""

    def judge(self, target: Target, answers: Answers) -> Iterator[Outcome]:
        """What it finds."""


@cache
def load() -> Mapping[str, CheckModule]:
    """All checks by name, in the order of `ORDER`."""
    modules = [cast("CheckModule", importlib.import_module(f"{__name__}.{name}")) for name in ORDER]
    return {module.CHECK.name: module for module in modules}


def unanswered(what: Bilingual) -> tuple[Message, Message, Message]:
    """The messages of what the cluster does not say: forbidden, too late, not understood.

    Args:
        what: is not known, with the placeholders of the check.
    """
    return (
        Message(
            Status.UNKNOWN,
            Bilingual("{what}：不知道，你没有权限查看。", "{what}: not known, as you may not read it.").format(
                what=what
            ),
            Bilingual(
                "请集群管理员运行 `kaniko-guide doctor`，或者给你这一页列出的权限。",
                "Ask the administrator to run `kaniko-guide doctor`, or to grant you the rights that this page lists.",
            ),
            page="doctor.md#rights",
        ),
        Message(
            Status.UNKNOWN,
            Bilingual(
                "{what}：不知道，集群没有在时限内回答。", "{what}: not known, as there was no answer in time."
            ).format(what=what),
            Bilingual("再运行一次；还是这样，先查网络。", "Run it again; if it stays, check the network first."),
            page="doctor.md#unknown",
        ),
        Message(
            Status.UNKNOWN,
            Bilingual(
                "{what}：不知道，看不懂集群的回答。", "{what}: not known, as the answer was not understood."
            ).format(what=what),
            Bilingual(
                "用 `--show-commands` 找到这条命令，自己运行一次。",
                "Find the command with `--show-commands`, and run it yourself.",
            ),
            page="doctor.md#unknown",
        ),
    )


def invalid_name(kind: str) -> Message:
    """The message for an object whose name no object can have.

    Args:
        kind: of the object.
    """
    return Message(
        Status.FAILED,
        Bilingual(
            f"`{{name}}` 不是合法的名字，不会有叫这个名字的 {kind}，Pod 起不来。",
            f"`{{name}}` is no valid name: there can be no {kind} with it, and the pod can't start.",
        ),
        Bilingual(
            "名字只能有小写字母、数字、`-` 和 `.`，首尾是字母或数字。",
            "Use lower-case letters, digits, `-` and `.`, with a letter or digit at both ends.",
        ),
    )


def why_unanswered(messages: tuple[Message, Message, Message], answer: Answer) -> Message:
    """The message for a question that was not answered.

    Args:
        messages: of `unanswered`.
        answer: what there is instead.
    """
    forbidden, late, other = messages
    return late if answer.is_late else forbidden if answer.is_forbidden else other


def answer_to(answers: Answers, question: Question) -> Answer:
    """The answer to a question; `LATE` if it was not asked in time."""
    return answers.get(question, LATE)
