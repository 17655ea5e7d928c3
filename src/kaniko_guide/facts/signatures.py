"""What failing builds print, and what it means: `signatures.yml`, where the fields are explained."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import content

ANYTHING = "…"

Line: TypeAlias = tuple[str, ...]
"""The literal parts of a line, in order."""

Pattern: TypeAlias = tuple[Line, ...]
"""Lines that follow each other."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Why it failed, how to mend it, and the command that decides between this and the other causes."""

    cause: Bilingual
    cure: Bilingual
    decide: str | None


@dataclass(frozen=True, slots=True)
class Signature:
    """A text and its causes; the fields are those of the data."""

    id: str
    stage: str
    patterns: tuple[Pattern, ...]
    causes: tuple[Cause, ...]
    page: str
    builds: tuple[str, ...]
    needs: tuple[str, ...]
    lacks: tuple[str, ...]
    silent: bool
    transient: bool
    symptom: bool
    likely: bool
    runs: tuple[str, ...]
    proof: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a run, and the lines that show that it was reached."""

    id: str
    title: Bilingual
    marks: tuple[Pattern, ...]


@cache
def signatures() -> tuple[Signature, ...]:
    """All of them; of several in one line the first counts."""
    return tuple(_signature(entry) for entry in content("signatures")["signatures"])


@cache
def stages() -> tuple[Stage, ...]:
    """The parts of a run, in their order."""
    return tuple(
        Stage(entry["id"], Bilingual(entry["zh"], entry["en"]), tuple(map(pattern, entry["marks"])))
        for entry in content("signatures")["stages"]
    )


@cache
def clues() -> dict[str, tuple[Pattern, ...]]:
    """Lines that tell signatures of the same text apart, by name; `success` and `failure` tell how the run ended."""
    data = content("signatures")
    named = {**data["clues"], "success": data["success"], "failure": data["failure"]}
    return {name: tuple(map(pattern, written)) for name, written in named.items()}


@cache
def heads() -> tuple[str, ...]:
    """How lines begin in which no other goes on."""
    return tuple(content("signatures")["heads"])


def pattern(written: str | list[str]) -> Pattern:
    """A pattern as it is written in the data: a line, or several that follow each other."""
    lines = [written] if isinstance(written, str) else written
    return tuple(tuple(part for part in line.split(ANYTHING) if part) for line in lines)


def _signature(entry: dict[str, Any]) -> Signature:
    return Signature(
        id=entry["id"],
        stage=entry["stage"],
        patterns=tuple(map(pattern, entry["patterns"])),
        causes=tuple(
            Cause(Bilingual(**cause["cause"]), Bilingual(**cause["cure"]), cause.get("decide"))
            for cause in entry["causes"]
        ),
        page=entry["page"],
        builds=tuple(entry.get("builds", ())),
        needs=tuple(entry.get("needs", ())),
        lacks=tuple(entry.get("lacks", ())),
        silent=entry.get("silent", False),
        transient=entry.get("transient", False),
        symptom=entry.get("symptom", False),
        likely=entry.get("likely", False),
        runs=tuple(entry.get("runs", ())),
        proof=tuple(entry.get("proof", ())),
    )
