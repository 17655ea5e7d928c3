"""Tells from a log why a build failed: the first cause, not the last symptom.

Each line is searched for literal text only, so the time is linear in the log and nothing is kept but what was found.
The browser's `diagnose.js` does the same with the same signatures; tests compare the two.
"""

from __future__ import annotations

import enum
from collections import deque
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from kaniko_guide.facts import signatures
from kaniko_guide.sources import log

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import BinaryIO

    from kaniko_guide.facts.signatures import Cause, Line, Pattern, Signature

WRAPPED_LIMIT = 2_000
"""Lines; a longer log did not come out of a terminal that broke its lines."""

QUOTE = 400
"""Characters of a line that are quoted."""


class Confidence(enum.Enum):
    """How sure a cause is."""

    CERTAIN = "certain"
    """The text has this cause alone."""
    LIKELY = "likely"
    """The likeliest of several causes of the text, or the only one of a text that was put together."""
    POSSIBLE = "possible"
    """A less likely one, or a symptom."""


@dataclass(frozen=True, slots=True)
class Found:
    """A cause, and the line that shows it.

    Attributes:
        signature: whose text it is.
        cause: why, and how to mend it.
        confidence: how sure it is.
        line: the line's number, from 1.
        quote: the line.
    """

    signature: Signature
    cause: Cause
    confidence: Confidence
    line: int
    quote: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What a log says.

    Attributes:
        stage: where the first cause strikes, else the last stage that was reached; None when no line shows one.
        causes: the first cause first, symptoms last.
        succeeded: whether the log ends with a success.
        lines: how many lines were read.
        last: the last line that is not empty: what to look at when no cause is known.
    """

    stage: str | None
    causes: tuple[Found, ...]
    succeeded: bool
    lines: int
    last: tuple[int, str]


def diagnose(stream: BinaryIO) -> Diagnosis:
    """Read a log.

    Args:
        stream: its bytes, however they are encoded.
    """
    kept: list[str] = []
    seen = _read(enumerate(_keeping(log.lines(stream), kept), 1))
    found = _causes(seen)
    if len(kept) == seen.lines and not seen.succeeded:
        for joint in ("", " "):
            if all(each.signature.symptom for each in found):
                found = (
                    _causes(_read(log.join_wrapped_lines(kept, joint, signatures.line_prefixes())), sure=False) or found
                )
    reached = signatures.stages()[seen.stage].id if seen.stage >= 0 else None
    return Diagnosis(found[0].signature.stage if found else reached, found, seen.succeeded, seen.lines, seen.last)


@dataclass(slots=True)
class _Seen:
    """What was found on the way: lines are numbers from 1."""

    hits: dict[str, tuple[int, str]] = field(default_factory=dict)
    clues: dict[str, int] = field(default_factory=dict)
    stage: int = -1
    lines: int = 0
    last: tuple[int, str] = (0, "")

    @property
    def succeeded(self) -> bool:
        """Whether a line tells of success, and none of failure."""
        return "success" in self.clues and "failure" not in self.clues


def _keeping(lines: Iterable[str], kept: list[str]) -> Iterator[str]:
    for line in lines:
        if len(kept) < WRAPPED_LIMIT:
            kept.append(line)
        yield line


def _read(lines: Iterable[tuple[int, str]]) -> _Seen:
    seen = _Seen()
    before: deque[str] = deque(maxlen=max(len(pattern) for _, pattern, _ in _known()))
    for number, line in lines:
        seen.lines = number
        if not line:
            continue
        seen.last = (number, line[:QUOTE])
        for anchor, pattern, name in _clues():
            if anchor in line and fits(pattern, line, before):
                seen.clues[name] = number
        for anchor, pattern, stage in _marks():
            if anchor in line and fits(pattern, line, before):
                seen.stage = max(seen.stage, stage)
        for anchor, pattern, signature in _known():
            if anchor in line and _told(signature, seen.clues) and fits(pattern, line, before):
                seen.hits.setdefault(signature.id, (number, line[:QUOTE]))
                break
        before.append(line)
    return seen


@cache
def _known() -> tuple[tuple[str, Pattern, Signature], ...]:
    """Every pattern with its longest part, which decides nearly always, and with its signature."""
    return tuple(
        (_anchor(pattern), pattern, signature)
        for signature in signatures.signatures()
        for pattern in signature.patterns
    )


@cache
def _clues() -> tuple[tuple[str, Pattern, str], ...]:
    clues = signatures.clues().items()
    return tuple((_anchor(pattern), pattern, name) for name, patterns in clues for pattern in patterns)


@cache
def _marks() -> tuple[tuple[str, Pattern, int], ...]:
    stages = enumerate(signatures.stages())
    return tuple((_anchor(pattern), pattern, at) for at, stage in stages for pattern in stage.marks)


def _anchor(pattern: Pattern) -> str:
    return max(pattern[-1], key=len)


def _told(signature: Signature, clues: Mapping[str, int]) -> bool:
    return all(name in clues for name in signature.requires) and not any(name in clues for name in signature.excludes)


def fits(pattern: Pattern, line: str, before: Sequence[str]) -> bool:
    """Whether a pattern's last line fits, and those above it.

    Args:
        pattern: see `signatures.yml`.
        line: of a log.
        before: the lines above it.
    """
    *above, last = pattern
    return (
        _has(line, last)
        and len(above) <= len(before)
        and all(map(_has, list(before)[len(before) - len(above) :], above))
    )


def _has(line: str, parts: Line) -> bool:
    at = 0
    for part in parts:
        found = line.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _causes(seen: _Seen, *, sure: bool = True) -> tuple[Found, ...]:
    """What counts of the hits: the first cause first, symptoms last.

    In a build that succeeded only what is silent counts; what is transient counts unless success follows it.
    """
    known = {signature.id: signature for signature in signatures.signatures()}
    success = seen.clues.get("success", 0)
    counting = [
        (known[name], hit)
        for name, hit in seen.hits.items()
        if known[name].silent or not (seen.succeeded or (known[name].transient and hit[0] <= success))
    ]
    counting.sort(key=lambda one: (one[0].symptom, one[1][0]))
    return tuple(
        Found(signature, cause, confidence(signature, rank, sure=sure), line, quote)
        for signature, (line, quote) in counting
        for rank, cause in enumerate(signature.causes)
    )


def confidence(signature: Signature, rank: int, *, sure: bool = True) -> Confidence:
    """How sure a signature's cause is.

    Args:
        signature: whose cause it is.
        rank: the cause's place in the signature, from 0.
        sure: whether its text stood in one line.
    """
    if signature.symptom or rank:
        return Confidence.POSSIBLE
    return Confidence.CERTAIN if sure and len(signature.causes) == 1 and not signature.likely else Confidence.LIKELY
