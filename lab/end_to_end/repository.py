"""The reader's repository of a recipe: the recipe's files, and around them what its reader has besides."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from kaniko_guide_site.snippets.recipes import RECIPE_FILE
from lab.paths import SNIPPETS

if TYPE_CHECKING:
    from kaniko_guide_site.snippets.recipes import Recipe

OWN = Path(__file__).parent / "repositories"
"""A folder for each recipe that speaks of a project of the reader's own, with the least of such a project."""


def assembled(recipe: Recipe, target: Path) -> None:
    """Put a repository together.

    Args:
        recipe: the recipe.
        target: a folder that isn't there yet.
    """
    base = recipe.description.repository
    around = [] if base is None else [SNIPPETS / base]
    for source in (*around, OWN / recipe.name, recipe.folder):
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns(RECIPE_FILE))
