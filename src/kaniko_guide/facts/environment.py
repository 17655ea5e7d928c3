"""What the executor reads from its environment, what it does with paths, and how it ends: `environment.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import field

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Facts, load
from kaniko_guide.facts.statements import SourcedStatement

PlannedDefault = Literal["on", "fixed", "kept"]
PathOutcome = bool | Literal["varies"]


class FeatureFlag(SourcedStatement, frozen=True, kw_only=True):
    """A variable of the fork that turns a behaviour on or off.

    Attributes:
        name: whole.
        on: whether it is on by default.
        next: what the fork plans for v1.29.0, None where it does not say.
    """

    name: str
    on: bool = field(name="active")
    next: PlannedDefault | None = None


class Variable(SourcedStatement, frozen=True, kw_only=True):
    """Variables that serve one purpose.

    Attributes:
        names: empty for any name.
        defaults: what counts without it, by the builds that read it.
        boolean: whether only a boolean counts.
    """

    names: tuple[str, ...]
    defaults: Mapping[str, str | None] = {}
    boolean: bool = False


class ExecutorPath(SourcedStatement, frozen=True, kw_only=True):
    """A path; the outcomes are explained in the data, None where it was not tried.

    Attributes:
        path: as code, or in words.
        folder: that stands for it in the records; empty where it is the path.
    """

    path: str | Bilingual
    folder: str = field(name="marker", default="")
    stages: PathOutcome | None = None
    cleanup: PathOutcome | None = None
    run: PathOutcome | None = None
    copy: PathOutcome | None = None

    @property
    def marker(self) -> str:
        """The folder that stands for it in the records."""
        return self.folder or str(self.path)


class ExitCode(SourcedStatement, frozen=True, kw_only=True):
    """How a run ends.

    Attributes:
        code: a number, or a range of them.
    """

    code: str


class File(Facts, frozen=True, kw_only=True):
    """`environment.yml`."""

    feature_flags_source: str
    feature_flags: Mapping[str, tuple[FeatureFlag, ...]]
    variables: Mapping[str, tuple[Variable, ...]]
    paths: tuple[ExecutorPath, ...]
    exit_codes: tuple[ExitCode, ...]


def feature_flags() -> Mapping[str, tuple[FeatureFlag, ...]]:
    """Every feature flag of the fork, by group."""
    return load(__file__, File).feature_flags


def variables() -> Mapping[str, tuple[Variable, ...]]:
    """Every other variable, by group."""
    return load(__file__, File).variables


def paths() -> tuple[ExecutorPath, ...]:
    """Every path."""
    return load(__file__, File).paths


def exit_codes() -> tuple[ExitCode, ...]:
    """Every way to end."""
    return load(__file__, File).exit_codes
