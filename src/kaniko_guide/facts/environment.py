"""The executor's environment variables, its paths and its exit codes: `environment.yml`."""

from collections.abc import Mapping
from typing import Literal

from msgspec import field

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.facts import Facts, load
from kaniko_guide.facts.statements import SourcedStatement

PlannedDefault = Literal["on", "fixed", "kept"]
PathOutcome = bool | Literal["varies"]


class FeatureFlag(SourcedStatement, frozen=True, kw_only=True):
    """A variable of the fork that enables or disables a behavior.

    Attributes:
        name: the full name.
        on: whether it is on by default.
        next: what the fork plans for v1.29.0; None if it plans nothing.
    """

    name: str
    on: bool = field(name="active")
    next: PlannedDefault | None = None


class AnnouncedFlag(SourcedStatement, frozen=True, kw_only=True):
    """A feature flag of releases after the one that was run; it was not run.

    Attributes:
        name: the full name.
        read: whether the source that documents it was read; otherwise it is only announced.
    """

    name: str
    read: bool


class Variable(SourcedStatement, frozen=True, kw_only=True):
    """Variables with one purpose.

    Attributes:
        names: empty for any name.
        defaults: the value if it is not set, by the releases that read it.
        boolean: whether only boolean values are accepted.
    """

    names: tuple[str, ...]
    defaults: Mapping[str, str | None] = {}
    boolean: bool = False


class PathBehavior(SourcedStatement, frozen=True, kw_only=True):
    """What happens to a path in the executor's container; the data explains the outcomes, None means not tried.

    Attributes:
        path: as code, or described.
        recorded_path: the path that represents it in the records; empty if it is the same.
    """

    path: str | Bilingual
    recorded_path: str = field(name="marker", default="")
    stages: PathOutcome | None = None
    cleanup: PathOutcome | None = None
    run: PathOutcome | None = None
    copy: PathOutcome | None = None

    @property
    def marker(self) -> str:
        """The path that represents it in the records."""
        return self.recorded_path or str(self.path)


class ExitCode(SourcedStatement, frozen=True, kw_only=True):
    """An exit code of the executor.

    Attributes:
        code: a number, or a range of them.
    """

    code: str


class File(Facts, frozen=True, kw_only=True):
    """`environment.yml`."""

    feature_flags_source: str
    feature_flags: Mapping[str, tuple[FeatureFlag, ...]]
    announced_flags: tuple[AnnouncedFlag, ...]
    variables: Mapping[str, tuple[Variable, ...]]
    paths: tuple[PathBehavior, ...]
    exit_codes: tuple[ExitCode, ...]


def feature_flags() -> Mapping[str, tuple[FeatureFlag, ...]]:
    """Every feature flag of the fork, by group."""
    return load(__file__, File).feature_flags


def announced_flags() -> tuple[AnnouncedFlag, ...]:
    """Every feature flag that appeared after the release that was run."""
    return load(__file__, File).announced_flags


def variables() -> Mapping[str, tuple[Variable, ...]]:
    """The variables that are not feature flags, by group."""
    return load(__file__, File).variables


def paths() -> tuple[PathBehavior, ...]:
    """The behavior of each path."""
    return load(__file__, File).paths


def exit_codes() -> tuple[ExitCode, ...]:
    """Every exit code."""
    return load(__file__, File).exit_codes
