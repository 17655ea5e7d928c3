"""What failing builds print, and what it means: `signatures.yml`, where the fields are explained."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TypeAlias

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Fact, Facts, load

ANYTHING = "…"

Line: TypeAlias = tuple[str, ...]
"""The literal parts of a line, in order."""


class Pattern(tuple[Line, ...]):
    """Lines that follow each other."""

    __slots__ = ()

    @classmethod
    def parse(cls, written: str | list[str]) -> Pattern:
        """A pattern as the data writes it: a line, or several that follow each other."""
        lines = [written] if isinstance(written, str) else written
        return cls(tuple(part for part in str.split(line, ANYTHING) if part) for line in lines)


class Cause(Fact, frozen=True):
    """Why it failed, how to mend it, and the command that decides between this and the other causes."""

    cause: Bilingual
    fix: Bilingual
    confirm: str | None = None


class Signature(Fact, frozen=True, kw_only=True):
    """A text and its causes; the fields are those of the data."""

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
    symptom: bool = False
    likely: bool = False
    runs: tuple[str, ...] = ()
    proof: tuple[str, ...] = ()


class LogStage(Fact, frozen=True):
    """A part of a run, and the lines that show that it was reached."""

    id: str
    title: Bilingual
    marks: tuple[Pattern, ...]


class File(Facts, frozen=True, kw_only=True):
    """`signatures.yml`."""

    stages: tuple[LogStage, ...]
    success: tuple[Pattern, ...]
    failure: tuple[Pattern, ...]
    clues: Mapping[str, tuple[Pattern, ...]]
    line_prefixes: tuple[str, ...]
    line_prefixes_source: str
    signatures: tuple[Signature, ...]


def signatures() -> tuple[Signature, ...]:
    """All of them; of several in one line the first counts."""
    return load(__file__, File).signatures


def stages() -> tuple[LogStage, ...]:
    """The parts of a run, in their order."""
    return load(__file__, File).stages


@cache
def clues() -> Mapping[str, tuple[Pattern, ...]]:
    """Lines that tell signatures of the same text apart, by name; `success` and `failure` tell how the run ended."""
    facts = load(__file__, File)
    return {**facts.clues, "success": facts.success, "failure": facts.failure}


def line_prefixes() -> tuple[str, ...]:
    """How lines begin in which no other goes on."""
    return load(__file__, File).line_prefixes
