"""All of `snippets/`: its recipes, its example pairs and every file that readers copy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from kaniko_guide_site import stamps
from kaniko_guide_site.snippets import reading
from kaniko_guide_site.snippets.pairs import ExamplePair
from kaniko_guide_site.snippets.recipes import RECIPE_FILE, Recipe
from kaniko_guide_site.snippets.snippet import GROUPS, Snippet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kaniko_guide.project import Project
    from kaniko_guide_site.stamps import Stamps


@dataclass(frozen=True, eq=False)
class Library:
    """All of `snippets/`. Compared by identity, so that what is derived from it can be cached.

    Attributes:
        directory: its path.
        recipes: every directory directly below it with a `recipe.yml`, by name.
        pairs: every example pair, by its path below it.
        snippets: every file of a directory in it, by its path below it; not the `recipe.yml` of a recipe.
    """

    directory: Path
    recipes: Mapping[str, Recipe]
    pairs: Mapping[str, ExamplePair]
    snippets: Mapping[str, Snippet]

    @property
    def examples(self) -> list[Path]:
        """The directory of every example."""
        return [side for pair in self.pairs.values() for side in (pair.bad, pair.good) if side.is_dir()]

    @cached_property
    def projects(self) -> Mapping[str, Project]:
        """Every recipe and example as a parsed project, by its path below `snippets/`.

        Paths in findings are below the project's directory.
        """
        root = self.directory.parent
        recipes = {name: recipe.project(root) for name, recipe in self.recipes.items()}
        examples = {side.relative_to(self.directory).as_posix(): reading.read(side, root) for side in self.examples}
        return recipes | examples


def load(snippets: Path) -> Library:
    """The content of the directory of all snippets; read again when a file in it changes.

    Args:
        snippets: the directory.
    """
    return _load(snippets, _during_build.get(snippets) or stamps.below(snippets))


_during_build: dict[Path, Stamps] = {}
"""The stamps when the build of the site began: looking at every file for every page would take as long."""


def begin_build(snippets: Path) -> None:
    """Take the snippets as unchanged until `end_build`.

    Args:
        snippets: the directory of all.
    """
    _during_build[snippets] = stamps.below(snippets)


def end_build() -> None:
    """Look for changes again."""
    _during_build.clear()


@lru_cache(maxsize=4)
def _load(snippets: Path, _stamps: Stamps) -> Library:
    described = sorted(snippets.glob(f"*/{RECIPE_FILE}"))
    files = sorted(path for path in snippets.glob("*/**/*") if path.is_file() and path not in described)
    names = [path.relative_to(snippets).as_posix() for path in files]
    pairs = [
        ExamplePair(snippets, group, path.name)
        for group in GROUPS
        for path in sorted((snippets / group).glob("*"))
        if path.is_dir()
    ]
    return Library(
        directory=snippets,
        recipes={path.parent.name: Recipe(path.parent, snippets) for path in described},
        pairs={pair.path: pair for pair in pairs},
        snippets={name: Snippet(name) for name in names},
    )
