"""Signatures: log texts of failing builds, with causes and fixes. `signatures.yml` explains the fields."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TypeAlias

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact, Facts, load

ANYTHING = "…"

INFERRED = "inferred from the text"
"""Says in `proof` that no source or issue states the cause."""

Line: TypeAlias = tuple[str, ...]
"""The literal parts of a line, in order."""


class Pattern(tuple[Line, ...]):
    """Patterns of consecutive lines."""

    __slots__ = ()

    @classmethod
    def parse(cls, written: str | list[str]) -> Pattern:
        """Parse a pattern of the data: a line, or a list of consecutive lines."""
        lines = [written] if isinstance(written, str) else written
        return cls(tuple(part for part in str.split(line, ANYTHING) if part) for line in lines)


class Cause(Fact, frozen=True):
    """Why a build failed, the fix, and the command that confirms this cause among several."""

    cause: Bilingual
    fix: Bilingual
    confirm: str | None = None


class Signature(Fact, frozen=True, kw_only=True):
    """A log text and its causes; `signatures.yml` explains the fields."""

    id: str
    stage: str
    patterns: tuple[Pattern, ...]
    causes: tuple[Cause, ...]
    page: str
    releases: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    excludes: tuple[str, ...] = ()
    silent: bool = False
    transient: bool = False
    resolved: str | None = None
    symptom: bool = False
    likely: bool = False
    stage_text: str | None = None
    cases: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    proof: tuple[str, ...] = ()


class LogStage(Fact, frozen=True):
    """A stage of a build, and the lines that show that it was reached."""

    id: str
    title: Bilingual
    marks: tuple[Pattern, ...]


class File(Facts, frozen=True, kw_only=True):
    """`signatures.yml`."""

    stages: tuple[LogStage, ...]
    success: tuple[Pattern, ...]
    failure: tuple[Pattern, ...]
    clues: Mapping[str, tuple[Pattern, ...]]
    warnings: tuple[str, ...]
    messages: tuple[str, ...]
    line_prefixes: tuple[str, ...]
    line_prefixes_source: str
    signatures: tuple[Signature, ...]


def signatures() -> tuple[Signature, ...]:
    """All signatures; if several match a line, the first counts."""
    return load(__file__, File).signatures


def stages() -> tuple[LogStage, ...]:
    """The stages of a build, in order."""
    return load(__file__, File).stages


@cache
def clues() -> Mapping[str, tuple[Pattern, ...]]:
    """Patterns that distinguish signatures of the same text, by name; `success` and `failure` show the result."""
    facts = load(__file__, File)
    return {**facts.clues, "success": facts.success, "failure": facts.failure}


def warnings() -> tuple[str, ...]:
    """Texts of which a line has one if it is a warning; the program goes on after it."""
    return load(__file__, File).warnings


def messages() -> tuple[str, ...]:
    """Texts of which a line has one if its level is below a warning; it is never the error that ended a build."""
    return load(__file__, File).messages


def line_prefixes() -> tuple[str, ...]:
    """Prefixes of a new log entry; such a line never continues a wrapped one."""
    return load(__file__, File).line_prefixes
