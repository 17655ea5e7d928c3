"""One pass over the lines of a log: what they match, how the build ended, and which line names the error.

Time is linear in the length of the log, and only matches are kept. The browser's `diagnose.js` does the same with the
same data; tests compare the two.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from msgspec.structs import replace

from kaniko_guide.data import Data
from kaniko_guide.diagnosis import answers, error_lines, path_errors
from kaniko_guide.diagnosis.contexts import context_of, more_precise
from kaniko_guide.diagnosis.entries import message
from kaniko_guide.diagnosis.error_lines import Choice, ErrorLine, Strength, has_any
from kaniko_guide.diagnosis.patterns import Index, words_of
from kaniko_guide.facts.diagnosis import clues, layers, signatures
from kaniko_guide.secrets import masked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from kaniko_guide.diagnosis.answers import FoundAnswer
    from kaniko_guide.diagnosis.path_errors import FoundPathError
    from kaniko_guide.facts.diagnosis.layers import Part
    from kaniko_guide.facts.diagnosis.signatures import Signature
    from kaniko_guide.sources.log import LogLine


OTHER_PROGRAMS = frozenset({"jenkins", "scm", "agent", "scheduler", "admission", "kubelet", "other"})
"""Layers whose programs print no error of the executor; a shell, a tool or the container runtime may run it."""


_PARALLEL = "parallel-steps"
"""A clue: a step that begins again says nothing of the others."""


class Match(Data, frozen=True):
    """The line that has the text of a signature.

    Attributes:
        line: its number, from 1.
        text: the physical line.
        message: of the whole line.
        end: where the text of the signature ends in it, if it is not joined from several.
        warning: whether the program goes on after it.
        part: the layer and phase; None if unknown.
        family: of the error; None if unknown.
    """

    line: int
    text: str
    message: str
    end: int
    warning: bool
    part: Part | None
    family: str | None


@dataclass(slots=True)
class Scan:
    """What one pass over a log found; line numbers start at 1.

    Attributes:
        matches: by signature, the first line that matched; a later one if the build went on after the first.
        clues: by name, the number of the last line that matched.
        choice: of the line that names the error.
        current: the part of the last line that marks one; None if there is none.
        lines: number of the last line.
        last: number and text of the last line that is not empty.
        values: by signature, what its lines say of this build: the index in `values` of the signature, and the value.
        replacements: by the text of commands, what replaces it.
        overcome: by their names (or that of the clue), the last line in which objects of earlier errors succeeded.
        step: number of the line that began the last step of the pipeline outside of post actions; 0 if none did.
        aftermath: whether the lines are those of post actions after a failure.
    """

    matches: dict[str, Match] = field(default_factory=dict)
    clues: dict[str, int] = field(default_factory=dict)
    choice: Choice = field(default_factory=Choice)
    current: Part | None = None
    lines: int = 0
    last: tuple[int, str] = (0, "")
    values: dict[str, dict[int, str]] = field(default_factory=dict)
    replacements: dict[str, str] = field(default_factory=dict)
    overcome: dict[str, int] = field(default_factory=dict)
    step: int = 0
    aftermath: bool = False

    @property
    def reports_success(self) -> bool:
        """Whether a line reports success, and none failure, or only above that of the whole build."""
        caught = self.clues.get("finished", 0) > self.clues.get("failure", 0)
        return "success" in self.clues and ("failure" not in self.clues or caught)

    @property
    def succeeded(self) -> bool:
        """Whether the log reports success, and no error follows it."""
        error = self.choice.chosen
        follows = error is not None and error.strength is Strength.ERROR and error.line > self.clues.get("success", 0)
        return self.reports_success and not follows

    def went_on(self, signature: Signature, match: Match) -> bool:
        """Whether the build went on after a match."""
        return match.warning or self.resolved(signature, match.line, match.message)

    def resolved(self, signature: Signature, line: int, text: str) -> bool:
        """Whether a later line shows that the problem of a line, which has a text, was resolved."""
        shown = [self.clues.get(signature.resolved, 0)] if signature.resolved else []
        shown += [self.clues.get("success", 0)] if signature.transient else []
        shown += [self.overcome.get(name, 0) for name in self._failed(text)]
        return any(number >= line for number in shown)

    def _failed(self, text: str) -> Iterator[str]:
        """The objects of an error."""
        for one in clues.overcome() if self.overcome else ():
            found = _compiled(one.failed).search(text)
            if found:
                yield found[1] if one.by else one.clue


class _Reading(Data, frozen=True):
    """A line as the readers understand it.

    Attributes:
        text: its message.
        words: of the message.
        context: the part that its texts or its request name; None if they name none.
        part: the same, otherwise the part of the nearest mark above.
        answer: of a registry; None if there is none.
        path_error: of a file operation; None if there is none.
    """

    text: str
    words: AbstractSet[str]
    context: Part | None
    part: Part | None
    answer: FoundAnswer | None
    path_error: FoundPathError | None

    @property
    def presumed(self) -> Part | None:
        """The part; where it is unknown, that of a weak context."""
        return self.part or context_of(self.text, self.words, weak=True)

    @property
    def family(self) -> str | None:
        return error_lines.family_of(self.text, answered=self.answer is not None, path_error=self.path_error)


def scan(lines: Iterable[LogLine]) -> Scan:
    """Read a log.

    Args:
        lines: of the log.
    """
    result = Scan()
    before: deque[str] = deque(maxlen=_most_lines())
    for line in lines:
        result.lines = line.number
        if not line.text:
            continue
        text = message(line.text)
        result.last = (line.number, line.pieces[0])
        words = words_of(text)
        _progress(text, words, line.number, before, result)
        if result.clues.get("retry") == line.number and _PARALLEL not in result.clues:
            _retry(result)
        _aftermath(line.number, result)
        if result.aftermath:
            pass
        elif not has_any(line.text, clues.messages()) or result.clues.get("failure") == line.number:
            _error(text, words, line, before, result)
        else:
            _message(text, words, line, before, result)
        before.append(text)
    return result


def _progress(text: str, words: AbstractSet[str], number: int, before: Sequence[str], result: Scan) -> None:
    for _, _, subject in _marks_and_clues().find(text, words, before):
        if isinstance(subject, str):
            result.clues[subject] = number
            _replace(subject, text, result)
            _overcome(subject, text, number, result)
        else:
            result.current = more_precise(subject, result.current)
            if subject == layers.RUN:
                result.choice.restart()


def _retry(result: Scan) -> None:
    """Take all errors so far for those of an attempt that begins again."""
    result.clues.pop("failure", None)
    result.choice = Choice()
    result.matches = {name: replace(match, warning=True) for name, match in result.matches.items()}


def _aftermath(number: int, result: Scan) -> None:
    """Whether post actions after a failure begin or end in a line: what they report is its consequence.

    The last step failed if a line after its beginning looks like an error, or a signature matches it.
    """
    if result.clues.get("stage-end") == number:
        result.aftermath = False
    elif result.clues.get("post-actions") == number:
        chosen = result.choice.chosen
        errors = [match.line for match in result.matches.values() if not match.warning]
        if chosen is not None and chosen.strength is Strength.ERROR:
            errors.append(chosen.line)
        result.aftermath = any(line > result.step for line in errors)
    elif result.clues.get("step") == number and not result.aftermath:
        result.step = number


def _replace(clue: str, text: str, result: Scan) -> None:
    for replacement in clues.replacements():
        if replacement.clue == clue and replacement.text not in result.replacements:
            value = _first_group(replacement.patterns, masked(text))
            if value is not None:
                result.replacements[replacement.text] = replacement.by.format(value=value)


def _overcome(clue: str, text: str, number: int, result: Scan) -> None:
    for one in clues.overcome():
        name = _first_group((one.by,), text) if one.by else one.clue
        if one.clue == clue and name is not None:
            result.overcome[name] = number


def _read_values(signature: Signature, text: str, result: Scan) -> None:
    known = result.values.setdefault(signature.id, {})
    for index, value in enumerate(signature.values):
        found = None if index in known else _first_group((value.pattern,), masked(text))
        if found is not None:
            known[index] = found


def _first_group(patterns: Iterable[str], text: str) -> str | None:
    found = (_compiled(pattern).search(text) for pattern in patterns)
    return next((match[1] for match in found if match), None)


def _error(text: str, words: AbstractSet[str], line: LogLine, before: Sequence[str], result: Scan) -> None:
    """Compare a line that may be an error with the signatures, and with the line that names the error so far."""
    if error_lines.is_usage(text):
        _before_usage(line, before, result)
        return
    reading = _read(text, words, result.current)
    failed = result.clues.get("failure") == line.number
    warning = not failed and (has_any(line.text, clues.warnings()) or error_lines.is_warning(text))
    found = _signatures_of(reading, before, result)
    for signature, end in found:
        part = _part_of(signature, reading)
        match = Match(*line.piece_at(end), text, end, warning, part, signature.family)
        first = result.matches.get(signature.id)
        if first is None or (result.went_on(signature, first) and not warning):
            result.matches[signature.id] = match
        if signature.values:
            _read_values(signature, text, result)
    if error_lines.is_header(text):
        result.current = more_precise(reading.context, result.current)
    if error_lines.is_frame(text) or error_lines.is_header(text):
        result.choice.continue_block(line.number)
    elif not warning:
        _choose(line, reading, found, result)


def _choose(line: LogLine, reading: _Reading, found: Sequence[tuple[Signature, int]], result: Scan) -> None:
    """Compare a line with the one that names the error so far."""
    known = bool(reading.context or reading.answer or reading.path_error)
    strength = error_lines.strength(reading.text, known=known)
    if strength is not Strength.NONE:
        result.choice.add(_error_line(line, reading, strength, *found[:1]))


def _error_line(line: LogLine, reading: _Reading, strength: Strength, *best: tuple[Signature, int]) -> ErrorLine:
    """A line as one that looks like an error; `best` is its first signature, and where its text ends."""
    signature, end = best[0] if best else (None, len(reading.text))
    leaf = bool(reading.answer or reading.path_error)
    number, quote = line.piece_at(end)
    return ErrorLine(number, reading.text, quote, reading.presumed, reading.family, strength, leaf, signature)


def _message(text: str, words: AbstractSet[str], line: LogLine, before: Sequence[str], result: Scan) -> None:
    """Compare a line that reports no problem with the signatures: only a silent one counts."""
    reading = _Reading(text, words, None, result.current, None, None)
    for signature, end in _signatures_of(reading, before, result):
        if signature.silent and signature.id not in result.matches:
            match = Match(*line.piece_at(end), text, end, False, signature.part, signature.family)  # noqa: FBT003
            result.matches[signature.id] = match


def _before_usage(line: LogLine, before: Sequence[str], result: Scan) -> None:
    """The line above the help of a program is its error, whatever it says."""
    if before and (result.choice.chosen is None or result.choice.chosen.line != line.number - 1):
        reading = _read(before[-1], words_of(before[-1]), result.current)
        quote = before[-1]
        result.choice.add(
            ErrorLine(line.number - 1, reading.text, quote, reading.presumed, reading.family, Strength.ERROR)
        )


def _read(text: str, words: AbstractSet[str], current: Part | None) -> _Reading:
    answer = answers.read(text, words)
    context = context_of(text, words)
    if answer is not None and answer.operation is not None:
        context = more_precise(context, answer.operation.part)
    return _Reading(text, words, context, more_precise(context, current), answer, path_errors.read(text, words))


def _part_of(signature: Signature, reading: _Reading) -> Part | None:
    """The layer and phase of a signature's text in a line.

    What the signature leaves open, the line's context decides, then the last mark of progress, then a weak context,
    then what is usual.
    """
    return more_precise(more_precise(signature.part, reading.presumed), signature.usual_part)


def _signatures_of(reading: _Reading, before: Sequence[str], result: Scan) -> list[tuple[Signature, int]]:
    """The first signature that matches a line, and where its text ends there.

    If a line of this kind may have several reasons, the others that match follow.
    """
    matching = _patterns().find(reading.text, reading.words, before)
    candidates = [(entry.order, end, entry.signature) for _, end, entry in matching]
    candidates += [(order, len(reading.text), signature) for order, signature in _by_condition(reading)]
    candidates.sort(key=lambda one: one[0])
    permitted = [
        (signature, end)
        for _, end, signature in candidates
        if _above_permits(signature, result) and not _is_of_another_program(signature, reading)
    ]
    if not permitted or not permitted[0][0].several:
        return permitted[:1]
    several = {signature.id: (signature, end) for signature, end in reversed(permitted) if signature.several}
    return list(reversed(several.values()))


def _by_condition(reading: _Reading) -> Iterator[tuple[int, Signature]]:
    for entry in _conditions() if reading.answer or reading.path_error else ():
        signature = entry.signature
        answer, error = reading.answer, reading.path_error
        answered = answer and any(answers.fits(one, answer, reading.text) for one in signature.answers)
        failed = error and any(path_errors.fits(one, error) for one in signature.path_errors)
        if (answered or failed) and _is_compatible(signature, reading):
            yield entry.order, signature


def _is_compatible(signature: Signature, reading: _Reading) -> bool:
    """Whether a line may be of the layer and phase of a signature."""
    if signature.layer is None or reading.part is None:
        return True
    phase = reading.context.phase if reading.context else None
    return reading.part.layer == signature.layer and (None in {phase, signature.phase} or phase == signature.phase)


def _above_permits(signature: Signature, result: Scan) -> bool:
    """Whether the marks and clues above a line permit a signature in it."""
    required = all(name in result.clues for name in signature.requires)
    in_run = not signature.in_run or result.current == layers.RUN
    return required and in_run and not any(name in result.clues for name in signature.excludes)


def _is_of_another_program(signature: Signature, reading: _Reading) -> bool:
    """Whether a signature is the executor's, but a text of another program wraps the error."""
    wrapped_by = reading.context.layer if reading.context else None
    return signature.layer == signatures.EXECUTOR and wrapped_by in OTHER_PROGRAMS


class _Ordered(Data, frozen=True):
    """A signature and its place in the order of comparison."""

    order: int
    signature: Signature


@cache
def _ordered() -> tuple[_Ordered, ...]:
    known = sorted(signatures.signatures(), key=lambda signature: signature.symptom)
    return tuple(_Ordered(order, signature) for order, signature in enumerate(known))


@cache
def _conditions() -> tuple[_Ordered, ...]:
    return tuple(entry for entry in _ordered() if entry.signature.answers or entry.signature.path_errors)


@cache
def _patterns() -> Index[_Ordered]:
    return Index((pattern, entry) for entry in _ordered() for pattern in entry.signature.patterns)


@cache
def _marks_and_clues() -> Index[str | Part]:
    named = [(pattern, name) for name, patterns in clues.clues().items() for pattern in patterns]
    return Index([*layers.marks(), *named])


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


@cache
def _most_lines() -> int:
    return max(len(pattern) for signature in signatures.signatures() for pattern in signature.patterns)
