"""The rules, each in a module of the same name.

A module `unknown_flag.py` defines `RULE`, a `kaniko_guide.findings.Rule` named `unknown-flag`, and
`check(project)`, a pure function that yields findings.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from typing import TYPE_CHECKING, Protocol, cast

from kaniko_guide.analysis import ignores
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


@cache
def load() -> Mapping[str, RuleModule]:
    """All rules by name, in alphabetical order."""
    names = sorted(info.name for info in pkgutil.iter_modules(__path__))
    modules = [cast("RuleModule", importlib.import_module(f"{__name__}.{name}")) for name in names]
    return {module.RULE.name: module for module in modules}


@cache
def all_rules() -> Mapping[str, Rule]:
    """All rules by name, in alphabetical order, with those about comments that ignore rules."""
    known = {name: module.RULE for name, module in load().items()} | ignores.IGNORE_RULES
    return {name: known[name] for name in sorted(known)}


def check(project: Project) -> list[Finding]:
    """What all rules find in a project, ordered by path, line, column and rule."""
    return sort_findings({finding for module in load().values() for finding in module.check(project)})
