"""The rules, each in a module of the same name.

A module `unknown_flag.py` defines `RULE`, a `kaniko_guide.findings.Rule` named `unknown-flag`, and
`check(project)`, a pure function that yields findings.
"""

from __future__ import annotations

import importlib
import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from kaniko_guide.analysis import coverage, ignores
from kaniko_guide.findings import sort_findings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kaniko_guide.findings import Finding, Rule
    from kaniko_guide.project import Project


class RuleModule(Protocol):
    """What a module of this package offers."""

    RULE: Rule

    def check(self, project: Project) -> Iterator[Finding]:
        """Findings in a project."""


NEED_DOCKERFILES = frozenset(
    {
        "copy-two-jars",
        "dockerfile-syntax",
        "executor-copied",
        "feature-ignored",
        "feature-not-in-build",
        "instruction-without-effect",
        "jar-not-in-image",
        "run-needs-root",
    }
)
"""Rules that find nothing without a Dockerfile; then they are not loaded, as loading them takes longer than a check."""


@cache
def names() -> tuple[str, ...]:
    """The names of all rules that have a module, in alphabetical order."""
    files = (name.partition(".") for name in os.listdir(Path(__file__).parent))  # noqa: PTH208 (faster)
    return tuple(sorted(stem.replace("_", "-") for stem, _, suffix in files if suffix == "py" and stem != "__init__"))


@cache
def module(name: str) -> RuleModule:
    """The module of a rule.

    Args:
        name: one of `names()`.
    """
    return cast("RuleModule", importlib.import_module(f"{__name__}.{name.replace('-', '_')}"))


def load() -> Mapping[str, RuleModule]:
    """All rules by name, in alphabetical order."""
    return {name: module(name) for name in names()}


def for_project(project: Project) -> Iterator[tuple[str, RuleModule]]:
    """The rules that may find something in a project, each loaded when it is asked for, in alphabetical order."""
    for name in names():
        if project.dockerfiles or name not in NEED_DOCKERFILES:
            yield name, module(name)


def all_names() -> frozenset[str]:
    """The names of all rules, with those that no module of this package defines."""
    return frozenset({*names(), *ignores.IGNORE_RULES, coverage.NOTHING_UNDERSTOOD.name})


@cache
def all_rules() -> Mapping[str, Rule]:
    """All rules by name, in alphabetical order, with those that no module of this package defines."""
    known = {name: module.RULE for name, module in load().items()} | ignores.IGNORE_RULES
    known[coverage.NOTHING_UNDERSTOOD.name] = coverage.NOTHING_UNDERSTOOD
    return {name: known[name] for name in sorted(known)}


def check(project: Project) -> list[Finding]:
    """What all rules find in a project, ordered by path, line, column and rule."""
    return sort_findings({finding for _, found in for_project(project) for finding in found.check(project)})
