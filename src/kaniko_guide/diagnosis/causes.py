"""Finds in a log why a build failed: the first cause, not the last symptom; and where, if the cause is not known.

The browser's `diagnose.js` does the same with the same data; tests compare the two.
"""

from __future__ import annotations

import enum
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from msgspec import structs
from msgspec.structs import replace

from kaniko_guide.data import Data
from kaniko_guide.diagnosis.contexts import more_precise
from kaniko_guide.diagnosis.error_lines import Strength, has_any
from kaniko_guide.diagnosis.scan import scan
from kaniko_guide.facts.diagnosis import clues, signatures
from kaniko_guide.facts.diagnosis.layers import RUN, Part
from kaniko_guide.secrets import masked
from kaniko_guide.sources import log

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from typing import BinaryIO

    from kaniko_guide.bilingual import Bilingual
    from kaniko_guide.diagnosis.scan import Match, Scan
    from kaniko_guide.facts.diagnosis.signatures import Cause, Signature

WRAPPED_LOG_LINES = 2_000
"""Longest log, in lines, in which lines that a terminal wrapped are joined."""

WRAPPED_ENTRY = 2
"""Lines above a cause of no known layer or phase in which a symptom may name it: a wrapped entry begins there."""

QUOTE_LENGTH = 600
"""Characters of a line that are quoted, at most."""

QUOTE_BEGINNING = 160
"""Characters of the beginning of a longer line that are quoted."""

QUOTE_AFTER = 160
"""Characters after the text of the signature that are quoted of a longer line."""

CUT = " … "
"""Stands in a quotation for what is left out."""

TOOL = "tool"
"""The layer whose errors are those of the build itself."""

EXECUTOR = "executor"
"""The layer of Kaniko."""

OTHER = "other"
"""The layer of other systems, in which a build with Kaniko may be a step."""


class Confidence(enum.Enum):
    """How certain a cause is."""

    CERTAIN = "certain"
    """The text has only this cause, the data says why, and the log shows no other cause."""
    LIKELY = "likely"
    """The most likely of several causes, or the only one known of a text that others print too or that spans lines."""
    POSSIBLE = "possible"
    """A less likely cause, a symptom, or a text after which the build went on."""


class IdentifiedCause(Data, frozen=True):
    """A cause, and the line of the log that shows it.

    Attributes:
        signature: whose text was found.
        cause: why the build failed, and the fix.
        confidence: how certain it is.
        line: the line's number, from 1.
        quote: the line, cut at `QUOTE_LENGTH`, without secrets.
        went_on: whether the line is a warning, or a later line shows that the problem was resolved.
        example: whether it is only an example: the text has many causes, and the log shows none of them.
        part: the layer and phase that failed; None if unknown.
        family: of the error; None if unknown.
        values: what its lines say of this build.
    """

    signature: Signature
    cause: Cause
    confidence: Confidence
    line: int
    quote: str
    went_on: bool
    part: Part | None
    family: str | None
    values: tuple[Bilingual, ...] = ()
    example: bool = False


_Identified: TypeAlias = tuple[IdentifiedCause, ...]


class Diagnosis(Data, frozen=True):
    """The result of reading a log.

    Attributes:
        part: the layer and phase of the decisive line, otherwise the last ones reached; None if unknown.
        family: of the decisive line's error; None if unknown.
        decisive: number and text of the line that names the error; the last line that is not empty if there is none.
        failed: whether a line names an error after which the build did not go on.
        causes: the first cause first.
        hints: symptoms and examples of causes, then texts after which the build went on: no causes.
        succeeded: whether the log ends with a success, and no cause follows it.
        lines: how many lines were read.
    """

    part: Part | None
    family: str | None
    decisive: tuple[int, str]
    failed: bool
    causes: tuple[IdentifiedCause, ...]
    hints: tuple[IdentifiedCause, ...]
    succeeded: bool
    lines: int

    @property
    def own_error(self) -> bool:
        """Whether it is an error of the build itself: of its code, tests, or tools' configuration."""
        line, _ = self.decisive
        examples = (hint for hint in self.hints if hint.example and hint.line == line)
        named = next(chain(self.causes, examples), None)
        if named is not None:
            return named.signature.own_error
        return self.part is not None and self.part.layer == TOOL


def diagnose(stream: BinaryIO) -> Diagnosis:
    """Read a log and identify the causes of the failure.

    Args:
        stream: the log's bytes, in any encoding that `sources.log` decodes.
    """
    head: list[str] = []
    found = scan(log.numbered(_copy_head(log.lines(stream), head)))
    lines = found.lines
    short = len(head) == lines
    joint = log.joint_of(head, clues.line_prefixes()) if short else None
    wrapped = False
    if joint is not None:
        joined = _scan_joined(head, joint)
        wrapped = joined.matches.keys() != found.matches.keys()
        found = joined if wrapped else found
    causes, hints = _identified(found, whole_lines=not wrapped)
    if short and not causes and not found.reports_success:
        for joined in _scans_joined(head):
            joined.matches = {name: joined.matches[name] for name in joined.matches.keys() - found.matches.keys()}
            causes, more = _identified(joined, whole_lines=False)
            hints = hints or more
            if causes:
                break
    known = bool(causes)
    causes, hints = _without_earlier(found, causes, hints)
    if short and known and not causes:
        for joined in _scans_joined(head):
            causes, more = _without_earlier(joined, *_identified(joined, whole_lines=False))
            if causes:
                found, hints = joined, more
                break
    causes, hints = _with_warnings(found, causes, hints)
    part, family, decisive = _decisive(found, causes, hints)
    line, text = decisive or found.last
    quote = _quote(text, len(text))
    failed = decisive is not None
    succeeded = found.succeeded and not causes
    return Diagnosis(part, family, (line, quote), failed, causes, hints, succeeded, lines)


def confidence(
    signature: Signature, rank: int, *, whole_lines: bool = True, others: bool = False, example: bool | None = None
) -> Confidence:
    """How certain a signature's cause is.

    Args:
        signature: whose cause it is.
        rank: the cause's index in the signature.
        whole_lines: False if the text was found in joined lines.
        others: whether the log shows causes of other signatures too.
        example: whether it is only an example of a cause; as the signature says if it is None.
    """
    if signature.symptom or rank or (signature.examples if example is None else example):
        return Confidence.POSSIBLE
    certain = whole_lines and not others and len(signature.causes) == 1 and signature.certain is not None
    return Confidence.CERTAIN if certain else Confidence.LIKELY


def _quote(text: str, end: int) -> str:
    """A line without secrets; of a long one the beginning, and what is around a position."""
    whole = masked(text)
    shown = min(len(masked(text[:end])) + QUOTE_AFTER, len(whole))
    if len(whole) <= QUOTE_LENGTH or shown <= QUOTE_LENGTH:
        return whole[:QUOTE_LENGTH]
    return f"{whole[:QUOTE_BEGINNING]}{CUT}{whole[shown - QUOTE_LENGTH + QUOTE_BEGINNING + len(CUT) : shown]}"


def _scan_joined(lines: Iterable[str], separator: str) -> Scan:
    return scan(log.join_wrapped_lines(lines, separator, clues.line_prefixes()))


def _scans_joined(lines: Sequence[str]) -> Iterator[Scan]:
    """The lines read as a terminal may have wrapped them, at any character or between words, or as YAML folds them."""
    yield _scan_joined(lines, "")
    yield _scan_joined(lines, " ")
    yield scan(log.join_indented_lines(lines))


def _copy_head(lines: Iterable[str], head: list[str]) -> Iterator[str]:
    for line in lines:
        if len(head) < WRAPPED_LOG_LINES:
            head.append(line)
        yield line


def _without_earlier(found: Scan, causes: _Identified, hints: _Identified) -> tuple[_Identified, _Identified]:
    """The causes and hints, if a later error that no signature explains is taken into account.

    An error of the executor that follows causes of other layers is what the build failed with: they become hints.
    Before an error of another layer that is not explained no cause is certain.
    """
    error = found.choice.chosen
    general = error is not None and error.signature in signatures.in_file(signatures.GENERAL)
    if (
        error is None
        or error.strength is not Strength.ERROR
        or not (general or error.signature is None)
        or any(cause.line >= error.line for cause in causes)
    ):
        return causes, hints
    if general and all(cause.part is None or cause.part.layer != EXECUTOR for cause in causes):
        return (), (*(replace(cause, confidence=Confidence.POSSIBLE) for cause in causes), *hints)
    return tuple(_less_certain(cause, error.part) for cause in causes), hints


def _with_warnings(found: Scan, causes: _Identified, hints: _Identified) -> tuple[_Identified, _Identified]:
    """The causes and hints; a warning is a possible cause in an excerpt without an error or what followed it.

    That is an excerpt without a mark of progress, or one that ends with the warning.
    """
    if causes or found.reports_success or found.choice.chosen is not None:
        return causes, hints
    last, _ = found.last
    warned = [
        (found.current is None or hint.line == last) and not hint.signature.symptom and _is_warning(found, hint)
        for hint in hints
    ]
    promoted = (replace(hint, went_on=False) for hint, chosen in zip(hints, warned, strict=True) if chosen)
    return tuple(promoted), tuple(hint for hint, chosen in zip(hints, warned, strict=True) if not chosen)


def _is_warning(found: Scan, hint: IdentifiedCause) -> bool:
    match = found.matches.get(hint.signature.id)
    return match is not None and match.warning and not found.resolved(hint.signature, match.line, match.message)


def _less_certain(cause: IdentifiedCause, later: Part | None) -> IdentifiedCause:
    consequence = later is None or (cause.part is not None and cause.part.layer == later.layer)
    certain = cause.confidence is Confidence.CERTAIN
    return replace(cause, confidence=Confidence.LIKELY) if certain and not consequence else cause


def _decisive(
    found: Scan, causes: _Identified, hints: _Identified
) -> tuple[Part | None, str | None, tuple[int, str] | None]:
    """The layer and phase, the family, and the line that names the error: of the first cause, or of the chosen line."""
    chosen = found.choice.chosen
    first = causes[0] if causes else _shown_by_hint(found, hints)
    if first is not None:
        above = next((hint.part for hint in hints if 0 < first.line - hint.line <= WRAPPED_ENTRY), None)
        return more_precise(first.part, above) or found.current, first.family, (first.line, first.quote)
    signature = chosen.signature if chosen is not None else None
    if chosen is not None and signature is not None and found.resolved(signature, chosen.line, chosen.text):
        chosen = None
    if found.succeeded or chosen is None:
        shown = next((hint for hint in hints if not hint.went_on), None)
        if shown is None or found.succeeded:
            return found.current, None, None
        if shown.signature.waiting:
            return shown.part, None, None
        return shown.part or found.current, shown.family, (shown.line, shown.quote)
    hinted = next((one.part for one in hints if one.line == chosen.line or one.signature == chosen.signature), None)
    part = more_precise(hinted, chosen.part) or found.current
    if part in {None, RUN} and any(hint.part == RUN and hint.line > chosen.line for hint in hints):
        part = Part(TOOL)
    return part, chosen.family, (chosen.line, chosen.quote)


def _shown_by_hint(found: Scan, hints: _Identified) -> IdentifiedCause | None:
    """The hint whose line names the error; None if the build went on, or no hint does.

    It is the first example of a cause, unless a later line names the error; above a line that only says that something
    ended also the first symptom that says more.
    """
    chosen = found.choice.chosen
    if found.succeeded:
        return None
    end = chosen.line if chosen and chosen.strength is Strength.ENDING else 0
    last = chosen.line if chosen and not end else 0
    return next((hint for hint in hints if not hint.went_on and _names_error(hint, last, end)), None)


def _names_error(hint: IdentifiedCause, last: int, end: int) -> bool:
    if hint.example:
        return hint.line >= last
    return hint.line < end and not has_any(hint.quote, clues.endings())


def _identified(found: Scan, *, whole_lines: bool = True) -> tuple[_Identified, _Identified]:
    """The causes of the matches that count, by line; and the others: first symptoms, then what the build went on after.

    In a build that succeeded only silent signatures count; a transient one counts unless a success follows it.
    """
    known = signatures.by_id()
    success = found.clues.get("success", 0)
    counted = [
        (known[name], match)
        for name, match in found.matches.items()
        if known[name].silent or not (_succeeded(found, match) or (known[name].transient and match.line <= success))
    ]
    counted.sort(key=lambda entry: entry[1].line)
    explained = {
        name for signature, match in counted if not _is_hint(found, signature, match) for name in signature.explains
    }
    possible = [entry for entry in counted if not _is_hint(found, *entry)]
    real = [entry for entry in possible if entry[0].id not in explained] or possible
    others = [entry for entry in counted if entry not in real]
    others.sort(key=lambda entry: _went_on(found, *entry))
    several = len(real) > 1
    causes = (_causes_of(found, *entry, whole_lines=whole_lines, others=several) for entry in real)
    hints = (_causes_of(found, *entry, whole_lines=whole_lines, others=True) for entry in others)
    return tuple(cause for group in causes for cause in group), tuple(cause for group in hints for cause in group)


def _went_on(found: Scan, signature: Signature, match: Match) -> bool:
    return not signature.silent and found.went_on(signature, match)


def _is_hint(found: Scan, signature: Signature, match: Match) -> bool:
    only_said = signature.symptom or _is_example(found, signature, match)
    return only_said or _succeeded(found, match) or _went_on(found, signature, match)


def _is_example(found: Scan, signature: Signature, match: Match) -> bool:
    """Whether the causes of a signature are only examples, and the log shows none of them."""
    possible = _possible(signature, match, found)
    return signature.examples and not any(cause.shown_by(found.clues.keys(), match.message) for cause in possible)


def _succeeded(found: Scan, match: Match) -> bool:
    """Whether the build succeeded in spite of a line.

    An error of the executor after a success is of another build, one of another system of what that does next.
    """
    layer = match.part.layer if match.part is not None else None
    another = match.line > found.clues.get("success", 0) and layer in {EXECUTOR, OTHER}
    return found.reports_success and not another


def _causes_of(
    found: Scan, signature: Signature, match: Match, *, whole_lines: bool, others: bool
) -> Iterator[IdentifiedCause]:
    went_on = _went_on(found, signature, match)
    example = _is_example(found, signature, match)
    known = found.values.get(signature.id, {})
    others = others or not signature.certain_in(match.message)
    values = tuple(signature.values[index].text.format(value=value) for index, value in sorted(known.items()))
    for rank, cause in enumerate(_possible(signature, match, found)):
        sure = confidence(signature, rank, whole_lines=whole_lines, others=others, example=example)
        yield IdentifiedCause(
            signature,
            _with_values(cause, found),
            Confidence.POSSIBLE if went_on else sure,
            match.line,
            _quote(match.text, match.end),
            went_on,
            cause.part or match.part,
            match.family,
            values,
            example,
        )


def _possible(signature: Signature, match: Match, found: Scan) -> list[Cause]:
    """The causes that the log does not exclude, those that it shows first."""
    seen, line = found.clues.keys(), match.message
    causes = [cause for cause in signature.causes if cause.allowed_by(seen, line)]
    causes.sort(key=lambda cause: not cause.shown_by(seen, line))
    return causes


def _with_values(cause: Cause, found: Scan) -> Cause:
    """A cause with the log's own values in its command."""

    def replaced(command: str) -> str:
        for text, by in found.replacements.items():
            command = command.replace(text, by)
        return command

    return _with_command(cause, replaced)


def with_commands(diagnosis: Diagnosis, change: Callable[[str], str]) -> Diagnosis:
    """A diagnosis in which the commands that confirm causes are changed.

    Args:
        diagnosis: the result of reading a log.
        change: called with each command, as a line of the shell; returns the new one.
    """
    found, hints = (
        tuple(structs.replace(one, cause=_with_command(one.cause, change)) for one in part)
        for part in (diagnosis.causes, diagnosis.hints)
    )
    return structs.replace(diagnosis, causes=found, hints=hints)


def _with_command(cause: Cause, change: Callable[[str], str]) -> Cause:
    if cause.confirm is None:
        return cause
    return structs.replace(cause, confirm=structs.replace(cause.confirm, command=change(cause.confirm.command)))
