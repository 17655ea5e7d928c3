"""Runs the checks: asks what they ask, until nothing is left to ask, and lets them judge the answers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.doctor import checks
from kaniko_guide.doctor.model import Message, Outcome, Status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from kaniko_guide.doctor.checks import CheckModule
    from kaniko_guide.doctor.kubectl import Answer, Kubectl
    from kaniko_guide.doctor.questions import Question
    from kaniko_guide.doctor.target import Target

NOT_JUDGED = Message(
    Status.UNKNOWN,
    Bilingual("{title}：不知道，要先解决上面的问题。", "{title}: not known until the failure above is fixed."),
)
_RANKS = {status: rank for rank, status in enumerate(Status)}


def examine(
    target: Target,
    kubectl: Kubectl,
    report: Callable[[int, int], object],
    known: Mapping[Question, Answer] | None = None,
) -> list[Outcome]:
    """What all checks find: failures first, and what a build needs first.

    Args:
        target: what is asked about.
        kubectl: the user's.
        report: called with the number of answers and of questions.
        known: answers that there are already.
    """
    modules = checks.load()
    answers = dict(known or {})
    while wanted := [question for question in _questions(modules.values(), target, answers) if question not in answers]:
        answers |= kubectl.ask_all(wanted, partial(_report_more, report, len(answers)))
    outcomes = list(_judge(modules, target, answers))
    return by_status(outcomes)


def by_status(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Outcomes, failures first; those with the same status stay in their order."""
    return sorted(outcomes, key=lambda outcome: _RANKS[outcome.status])


def _report_more(report: Callable[[int, int], object], before: int, done: int, total: int) -> None:
    report(before + done, before + total)


def _questions(modules: Iterable[CheckModule], target: Target, answers: Mapping[Question, Answer]) -> list[Question]:
    return list(dict.fromkeys(question for module in modules for question in module.questions(target, answers)))


def _judge(modules: Mapping[str, CheckModule], target: Target, answers: Mapping[Question, Answer]) -> Iterable[Outcome]:
    failed: set[str] = set()
    for name, module in modules.items():
        check = module.CHECK
        found = list(module.judge(target, answers))
        if failed.isdisjoint(check.needs):
            yield from found
            if any(outcome.status is Status.FAILED for outcome in found):
                failed.add(name)
        elif found:
            failed.add(name)
            text = NOT_JUDGED.text.format(title=check.title)
            yield Outcome(check, Status.UNKNOWN, text, None, "", "", check.page, None)
