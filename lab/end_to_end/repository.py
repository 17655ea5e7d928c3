"""The repository in which a reader uses a recipe: the recipe's files and those of the reader's own project."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from kaniko_guide_site.snippets.recipes import RECIPE_FILE
from lab.paths import SNIPPETS

if TYPE_CHECKING:
    from kaniko_guide_site.snippets.recipes import Recipe

PROJECTS = Path(__file__).parent / "repositories"
"""A minimal project of the reader for each recipe that needs one, in a directory with the name of the recipe."""

SECRET_COMMAND = SNIPPETS / "quick-start/create-secret.sh"
"""The command by which readers create the Secret, which every pod mounts."""


def assemble(recipe: Recipe, target: Path) -> None:
    """Write the repository.

    Args:
        recipe: the recipe.
        target: a directory that does not exist yet.
    """
    base = recipe.description.repository
    around = [] if base is None else [SNIPPETS / base]
    if base is None:
        target.mkdir(parents=True)
        shutil.copy(SECRET_COMMAND, target)
    for source in (*around, PROJECTS / recipe.name, recipe.directory):
        if source.is_dir():
            shutil.copytree(
                source, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns(RECIPE_FILE, "__pycache__")
            )
