"""Answers of registries, as errors report them: the request, the codes and the statuses."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from kaniko_guide import lazy
from kaniko_guide.data import Data
from kaniko_guide.diagnosis.patterns import end_of, words_of
from kaniko_guide.facts.diagnosis import answers

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from kaniko_guide.facts.diagnosis.answers import Operation
    from kaniko_guide.facts.diagnosis.signatures import Answer

_REQUEST = lazy.pattern(r"\b([A-Z][A-Za-z]{2,5}) (?:request to )?\"?https?://([^/ \t\"]+)([^ \t\"]*)", re.ASCII)


class FoundAnswer(Data, frozen=True):
    """An answer in a line.

    Attributes:
        operation: the request; None if the line has no address, or an unknown one.
        host: of the address; empty if there is none.
        codes: of errors.
        statuses: of HTTP.
    """

    operation: Operation | None
    host: str
    codes: frozenset[str]
    statuses: frozenset[int]


def read(text: str, words: AbstractSet[str]) -> FoundAnswer | None:
    """The answer that a line reports; None if it reports none.

    Args:
        text: the message of a line.
        words: of the message.
    """
    if words.isdisjoint(_words()):
        return None
    requests = _REQUEST.findall(text) if "://" in text else []
    verb, host, path = requests[-1] if requests else ("", "", "")
    statuses = frozenset(map(int, (*_before_status().findall(text), *_standard_status().findall(text))))
    codes = frozenset(
        code.id
        for code in answers.codes()
        if any(known in text and (host or not known.islower()) for known in code.texts)
    )
    if not (codes or statuses):
        return None
    return FoundAnswer(_operation(verb.upper(), path) if host else None, host, codes, statuses)


def fits(condition: Answer, answer: FoundAnswer, text: str) -> bool:
    """Whether an answer fulfills a condition of a signature.

    Args:
        condition: of the signature.
        answer: in the line.
        text: the line's message.
    """
    operation = answer.operation.id if answer.operation else None
    results = not (condition.codes or condition.statuses) or bool(
        answer.codes.intersection(condition.codes) or answer.statuses.intersection(condition.statuses)
    )
    return (
        results
        and (not condition.operations or operation in condition.operations)
        and (not condition.hosts or any(end_of(answer.host, host[-1]) >= 0 for host in condition.hosts))
        and (not condition.says or any(words in text for words in condition.says))
    )


def _operation(verb: str, path: str) -> Operation | None:
    return next(
        (
            operation
            for operation in answers.operations()
            if verb in operation.verbs and any(end_of(path, address[-1]) >= 0 for address in operation.addresses)
        ),
        None,
    )


@cache
def _words() -> frozenset[str]:
    """The words of which a line has one if it reports an answer."""
    texts = (*answers.before_status(), *answers.statuses(), *(text for code in answers.codes() for text in code.texts))
    return words_of(" ".join(texts))


@cache
def _before_status() -> re.Pattern[str]:
    before = "|".join(map(re.escape, answers.before_status()))
    return re.compile(rf"(?:{before})\[?(\d\d\d)\b", re.ASCII)


@cache
def _standard_status() -> re.Pattern[str]:
    numbers = "|".join(f"{status[:3]}(?={re.escape(status[3:])})" for status in answers.statuses())
    return re.compile(rf"\b({numbers})", re.ASCII)
