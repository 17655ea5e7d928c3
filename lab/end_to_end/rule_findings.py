"""Adds the findings of the guide's rules to a build that failed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kaniko_guide import rules
from kaniko_guide.findings import Severity
from kaniko_guide_site.snippets.recipes import Recipe
from lab.paths import SNIPPETS

if TYPE_CHECKING:
    from pathlib import Path

    from lab.end_to_end.sandbox import BuildResult


def add(result: BuildResult, directory: Path) -> BuildResult:
    """The result; a failure gets a line for each finding of severity error or warning.

    Args:
        result: of the build.
        directory: the recipe.
    """
    if result.failure is None:
        return result
    recipe = Recipe(directory, SNIPPETS).project()
    lines = [finding.render() for finding in rules.check(recipe) if finding.severity is not Severity.INFO]
    return replace(result, failure="\n".join([result.failure, *(f"found by a rule: {line}" for line in lines)]))
