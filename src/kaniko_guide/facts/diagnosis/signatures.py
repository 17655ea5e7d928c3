"""Signatures: log texts of failing builds, with causes and fixes. `signatures/README.md` explains the fields."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact, Facts, load
from kaniko_guide.facts.diagnosis.layers import Part, layers
from kaniko_guide.facts.diagnosis.patterns import ANYTHING, Pattern

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

DIRECTORY = Path(__file__).with_suffix("")
"""The directory of the files."""

GENERAL = "general"
"""The file of texts that only say that the executor failed; they are compared last."""

FILES = ("other", "kubernetes", "jenkins", "executor", "registry", "tls", "paths", "tools", "clients", GENERAL)
"""The files, in the order in which their signatures are compared with a line."""

TOPICS = tuple(f"diagnosis/signatures/{file}" for file in FILES)
"""The topics of the files, which expire."""

EXECUTOR = "executor"
"""The layer of a phase in `usually`."""

INFERRED = "inferred from the text"
"""Says in `proof` that no source or issue states the cause."""


class Answer(Fact, frozen=True, kw_only=True):
    """An answer of a registry, as an error reports it; all conditions must hold, an empty one always does."""

    operations: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    statuses: tuple[int, ...] = ()
    hosts: tuple[Pattern, ...] = ()
    says: tuple[str, ...] = ()


class PathError(Fact, frozen=True, kw_only=True):
    """An error `operation path: errno`; all conditions must hold, an empty one always does."""

    operations: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    errnos: tuple[str, ...] = ()


class Reading(Fact, frozen=True):
    """What a command shows, and what it means."""

    shows: Bilingual
    means: Bilingual


class Confirmation(Fact, frozen=True):
    """The command that decides among the causes, where to run it, and how to read each of its answers."""

    command: str
    where: Bilingual
    answers: tuple[Reading, ...] = ()


class Cause(Fact, frozen=True):
    """One reason why a build failed, the fix, and the command that confirms this cause among several.

    `when`, `unless` and `first_if` name clues of the log that show it, exclude it, or make it the most likely;
    `in_line` and `not_in_line` are regular expressions of the line that has the text. `layer` and `phase` are where it
    is, if not in the part of the signature.
    """

    cause: Bilingual
    fix: Bilingual
    confirm: Confirmation | None = None
    when: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    first_if: tuple[str, ...] = ()
    in_line: str | None = None
    not_in_line: str | None = None
    layer: str | None = None
    phase: str | None = None

    @property
    def part(self) -> Part | None:
        """Where it is; None if the signature or its line decides."""
        return Part(self.layer, self.phase) if self.layer else None

    def shown_by(self, seen: AbstractSet[str], line: str) -> bool:
        """Whether a log shows it, or that it is the most likely.

        Args:
            seen: the clues of the log.
            line: the message that has the text of the signature.
        """
        return not seen.isdisjoint((*self.when, *self.first_if)) or _has(self.in_line, line)

    def allowed_by(self, seen: AbstractSet[str], line: str) -> bool:
        """Whether a log does not exclude it.

        Args:
            seen: the clues of the log.
            line: the message that has the text of the signature.
        """
        needed = self.when or self.in_line
        shown = not seen.isdisjoint(self.when) or _has(self.in_line, line)
        return (not needed or shown) and seen.isdisjoint(self.unless) and not _has(self.not_in_line, line)


def _has(pattern: str | None, line: str) -> bool:
    return pattern is not None and _compiled(pattern).search(line) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


class Value(Fact, frozen=True):
    """What the lines of a signature say of this build: the first group of a regular expression, in a text."""

    pattern: str
    text: Bilingual


class Signature(Fact, frozen=True, kw_only=True):
    """A log text and its causes; `signatures/README.md` explains the fields."""

    id: str
    layer: str | None = None
    phase: str | None = None
    usually: str | None = None
    in_run: bool = False
    family: str | None = None
    patterns: tuple[Pattern, ...] = ()
    answers: tuple[Answer, ...] = ()
    path_errors: tuple[PathError, ...] = ()
    causes: tuple[Cause, ...]
    values: tuple[Value, ...] = ()
    page: str | None = None
    title: Bilingual | None = None
    certain: str | None = None
    certain_in_line: str | None = None
    own_error: bool = False
    releases: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    silent: bool = False
    transient: bool = False
    resolved: str | None = None
    symptom: bool = False
    examples: bool = False
    waiting: bool = False
    explains: tuple[str, ...] = ()
    several: bool = False
    cases: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    proof: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What a line has: the first pattern, otherwise the first answer of a registry or file operation."""
        if self.patterns:
            return ANYTHING.join(self.patterns[0][-1])
        if self.answers:
            (answer, *_) = self.answers
            words = (*answer.codes, *map(str, answer.statuses), *answer.says)
            return f" {ANYTHING} ".join(words or answer.operations)
        (error, *_) = self.path_errors
        return f"{'|'.join(error.operations) or ANYTHING} {'|'.join(error.paths) or ANYTHING}: {'|'.join(error.errnos)}"

    @property
    def place(self) -> str:
        """The section of the guide to read: that of `page`, otherwise the entry itself among the known errors."""
        return self.page or f"errors.md#{self.id}"

    @property
    def part(self) -> Part | None:
        """The layer and the phase; None if the line that has the text decides."""
        return Part(self.layer, self.phase) if self.layer else None

    def certain_in(self, line: str) -> bool:
        """Whether a line that has the text permits that its cause is certain.

        Args:
            line: the message that has the text of the signature.
        """
        return self.certain_in_line is None or _has(self.certain_in_line, line)

    @property
    def usual_part(self) -> Part | None:
        """The part where neither the line nor the marks above it say it; None if unknown."""
        if self.usually is None:
            return None
        return Part(self.usually) if self.usually in {layer.id for layer in layers()} else Part(EXECUTOR, self.usually)


class File(Facts, frozen=True, kw_only=True):
    """A file of signatures."""

    signatures: tuple[Signature, ...] = ()


@cache
def signatures() -> tuple[Signature, ...]:
    """All signatures; if several match a line, the first counts, but one that is no symptom before any symptom."""
    return tuple(signature for file in FILES for signature in in_file(file))


@cache
def by_id() -> Mapping[str, Signature]:
    """All signatures, by their ids."""
    return {signature.id: signature for signature in signatures()}


def in_file(name: str) -> tuple[Signature, ...]:
    """The signatures of a file.

    Args:
        name: one of `FILES`.
    """
    return load(str(DIRECTORY / f"{name}.yml"), File).signatures
