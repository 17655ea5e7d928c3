"""What the rules say, without a run, of a recipe that failed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kaniko_guide import rules
from kaniko_guide.findings import Severity
from kaniko_guide_site.snippets.recipes import Recipe
from lab.paths import SNIPPETS

if TYPE_CHECKING:
    from pathlib import Path

    from lab.end_to_end.sandbox import Played


def with_rules(played: Played, folder: Path) -> Played:
    """The same outcome; to a fault is added what the rules find that is more than advice."""
    if played.fault is None:
        return played
    recipe = Recipe(folder, SNIPPETS).project()
    found = [one.render() for one in rules.check(recipe) if one.severity is not Severity.INFO]
    return replace(played, fault="\n".join([played.fault, *(f"the rules say: {line}" for line in found)]))
