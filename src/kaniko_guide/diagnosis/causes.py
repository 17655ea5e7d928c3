"""Finds in a log why a build failed: the first cause, not the last symptom.

Each line is searched only for literal text, so the time is linear in the size of the log, and only matches are kept.
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

WRAPPED_LOG_LINES = 2_000
"""Longest log, in lines, in which lines that a terminal wrapped are joined."""

QUOTE_LENGTH = 400
"""Characters of a line that are quoted."""


class Confidence(enum.Enum):
    """How certain a cause is."""

    CERTAIN = "certain"
    """The text has only this cause."""
    LIKELY = "likely"
    """The most likely of several causes, or the only one known of a text that others print too or that spans lines."""
    POSSIBLE = "possible"
    """A less likely cause, a symptom, or a text after which the build went on."""


@dataclass(frozen=True, slots=True)
class IdentifiedCause:
    """A cause, and the line of the log that shows it.

    Attributes:
        signature: whose text was found.
        cause: why the build failed, and the fix.
        confidence: how certain it is.
        line: the line's number, from 1.
        quote: the line, cut at `QUOTE_LENGTH`.
        went_on: whether the line is a warning, or a later line shows that the problem was resolved.
        reached: the stage of the nearest line above that marks one; None if there is none.
    """

    signature: Signature
    cause: Cause
    confidence: Confidence
    line: int
    quote: str
    went_on: bool
    reached: str | None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The result of reading a log.

    Attributes:
        stage: the stage of the first cause, otherwise the last stage reached; None if unknown. A text that other
            operations print too counts for its stage only if its line names that operation.
        causes: the first cause first, then symptoms, then texts after which the build went on.
        succeeded: whether the log ends with a success.
        lines: how many lines were read.
        last: number and text of the last line that is not empty.
    """

    stage: str | None
    causes: tuple[IdentifiedCause, ...]
    succeeded: bool
    lines: int
    last: tuple[int, str]


def diagnose(stream: BinaryIO) -> Diagnosis:
    """Read a log and identify the causes of the failure.

    Args:
        stream: the log's bytes, in any encoding that `sources.log` decodes.
    """
    head: list[str] = []
    scan = _scan(enumerate(_copy_head(log.lines(stream), head), 1))
    causes = _causes(scan)
    if len(head) == scan.lines and not scan.succeeded:
        for joint in ("", " "):
            if all(cause.signature.symptom or cause.went_on for cause in causes):
                joined = log.join_wrapped_lines(head, joint, signatures.line_prefixes())
                causes = _causes(_scan(joined), whole_lines=False) or causes
    reached = signatures.stages()[scan.stage].id if scan.stage >= 0 else None
    return Diagnosis((_stage(causes[0]) if causes else None) or reached, causes, scan.succeeded, scan.lines, scan.last)


def _stage(cause: IdentifiedCause) -> str | None:
    if cause.went_on:
        return None
    return cause.signature.stage if (cause.signature.stage_text or "") in cause.quote else cause.reached


@dataclass(frozen=True, slots=True)
class _Match:
    line: int
    quote: str
    warning: bool
    stage: int


@dataclass(slots=True)
class _Scan:
    """What one pass over a log found; line numbers start at 1.

    Attributes:
        matches: by signature, the first line that matched; a later one if the build went on after the first.
        clues: by name, the number of the last line that matched.
        stage: index of the last stage reached; -1 for none.
        current: index of the stage of the last line that marks one; -1 for none.
        lines: number of the last line.
        last: number and text of the last line that is not empty.
    """

    matches: dict[str, _Match] = field(default_factory=dict)
    clues: dict[str, int] = field(default_factory=dict)
    stage: int = -1
    current: int = -1
    lines: int = 0
    last: tuple[int, str] = (0, "")

    @property
    def succeeded(self) -> bool:
        """Whether a line reports success, and none reports failure."""
        return "success" in self.clues and "failure" not in self.clues

    def went_on(self, signature: Signature, match: _Match) -> bool:
        """Whether the build went on after a match."""
        resolved = "success" if signature.transient else signature.resolved
        return match.warning or (resolved is not None and self.clues.get(resolved, 0) >= match.line)


def _copy_head(lines: Iterable[str], head: list[str]) -> Iterator[str]:
    for line in lines:
        if len(head) < WRAPPED_LOG_LINES:
            head.append(line)
        yield line


def _scan(lines: Iterable[tuple[int, str]]) -> _Scan:
    scan = _Scan()
    before: deque[str] = deque(maxlen=max(len(pattern) for _, pattern, _ in _signature_patterns()))
    for number, line in lines:
        scan.lines = number
        if not line:
            continue
        scan.last = (number, line[:QUOTE_LENGTH])
        for anchor, pattern, name in _clue_patterns():
            if anchor in line and matches(pattern, line, before):
                scan.clues[name] = number
        for anchor, pattern, stage in _stage_patterns():
            if anchor in line and matches(pattern, line, before):
                scan.stage = max(scan.stage, stage)
                scan.current = stage
        signature = _signature_of(line, before, scan.clues)
        failed = scan.clues.get("failure") == number
        if signature is not None and (signature.silent or failed or not _has_any(line, signatures.messages())):
            match = _Match(
                number, line[:QUOTE_LENGTH], not failed and _has_any(line, signatures.warnings()), scan.current
            )
            first = scan.matches.get(signature.id)
            if first is None or (scan.went_on(signature, first) and not match.warning):
                scan.matches[signature.id] = match
        before.append(line)
    return scan


def _signature_of(line: str, before: Sequence[str], clues: Mapping[str, int]) -> Signature | None:
    return next(
        (
            signature
            for anchor, pattern, signature in _signature_patterns()
            if anchor in line and _clues_permit(signature, clues) and matches(pattern, line, before)
        ),
        None,
    )


def _has_any(line: str, parts: Iterable[str]) -> bool:
    return any(part in line for part in parts)


@cache
def _signature_patterns() -> tuple[tuple[str, Pattern, Signature], ...]:
    """Every pattern with its signature; its longest part comes first, because it rules out nearly all lines."""
    return tuple(
        (_longest_part(pattern), pattern, signature)
        for signature in signatures.signatures()
        for pattern in signature.patterns
    )


@cache
def _clue_patterns() -> tuple[tuple[str, Pattern, str], ...]:
    clues = signatures.clues().items()
    return tuple((_longest_part(pattern), pattern, name) for name, patterns in clues for pattern in patterns)


@cache
def _stage_patterns() -> tuple[tuple[str, Pattern, int], ...]:
    stages = enumerate(signatures.stages())
    return tuple((_longest_part(pattern), pattern, index) for index, stage in stages for pattern in stage.marks)


def _longest_part(pattern: Pattern) -> str:
    return max(pattern[-1], key=len)


def _clues_permit(signature: Signature, clues: Mapping[str, int]) -> bool:
    required = all(name in clues for name in signature.requires)
    return required and not any(name in clues for name in signature.excludes)


def matches(pattern: Pattern, line: str, before: Sequence[str]) -> bool:
    """Whether a pattern's last line matches a line, and its other lines match the lines above.

    Args:
        pattern: see `signatures.yml`.
        line: of a log.
        before: the lines above it.
    """
    *above, last = pattern
    return (
        _contains_in_order(line, last)
        and len(above) <= len(before)
        and all(map(_contains_in_order, list(before)[len(before) - len(above) :], above))
    )


def _contains_in_order(line: str, parts: Line) -> bool:
    start = 0
    for part in parts:
        found = line.find(part, start)
        if found < 0:
            return False
        start = found + len(part)
    return True


def _causes(scan: _Scan, *, whole_lines: bool = True) -> tuple[IdentifiedCause, ...]:
    """The causes of the matches that count: the first cause first, then symptoms, then what the build went on after.

    After a success only silent signatures count; a transient one counts unless a success follows it.
    """
    by_id = {signature.id: signature for signature in signatures.signatures()}
    success = scan.clues.get("success", 0)
    counted = [
        (by_id[name], match, not by_id[name].silent and scan.went_on(by_id[name], match))
        for name, match in scan.matches.items()
        if by_id[name].silent or not (scan.succeeded or (by_id[name].transient and match.line <= success))
    ]
    counted.sort(key=lambda entry: (entry[2], entry[0].symptom, entry[1].line))
    return tuple(
        IdentifiedCause(
            signature,
            cause,
            Confidence.POSSIBLE if went_on else confidence(signature, rank, whole_lines=whole_lines),
            match.line,
            match.quote,
            went_on,
            signatures.stages()[match.stage].id if match.stage >= 0 else None,
        )
        for signature, match, went_on in counted
        for rank, cause in enumerate(signature.causes)
    )


def confidence(signature: Signature, rank: int, *, whole_lines: bool = True) -> Confidence:
    """How certain a signature's cause is.

    Args:
        signature: whose cause it is.
        rank: the cause's index in the signature.
        whole_lines: False if the text was found in joined lines.
    """
    if signature.symptom or rank:
        return Confidence.POSSIBLE
    certain = whole_lines and len(signature.causes) == 1 and not signature.likely
    return Confidence.CERTAIN if certain else Confidence.LIKELY
