"""Which recipes with a pipeline are really built and by what, and why the others are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from kaniko_guide.bilingual import Bilingual
from kaniko_guide.project import RECIPE_FILE
from kaniko_guide_site.tables_of_facts import table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kaniko_guide.bilingual import Language

RECIPE = Bilingual("配方", "Recipe")
BUILT = Bilingual("由谁构建", "Built by")
NOT_PLAYED = Bilingual("不做：{why}", "Not played: {why}")
EXECUTORS = {
    "any": Bilingual("Kaniko；没有时由 Buildah 代替", "kaniko; where it is missing, Buildah in its place"),
    "kaniko": Bilingual("Kaniko，哪个版本都行", "kaniko, either build"),
    "fork": Bilingual("只有 Kaniko 的 fork 能做", "kaniko's fork alone"),
}


def page(snippets: Path, language: Language) -> Iterator[str]:
    """A row for each recipe that has a pipeline, in Markdown; those that are not built last.

    Args:
        snippets: the folder of all recipes.
        language: of the words.
    """
    recipes = {
        path.parent.name: yaml.safe_load(path.read_text("utf-8"))
        for path in sorted(snippets.glob(f"*/{RECIPE_FILE}"))
        if (path.parent / "Jenkinsfile").is_file()
    }
    rows = [
        [f"[{recipe['title'][language]}](snippets.md#{name})", _built(recipe, recipes, language)]
        for name, recipe in sorted(recipes.items(), key=lambda entry: "not_played" in entry[1])
    ]
    yield from table([RECIPE, BUILT], rows, language)


def _built(recipe: dict[str, Any], recipes: dict[str, Any], language: Language) -> str:
    if "not_played" in recipe:
        return NOT_PLAYED.format(why=Bilingual(**recipe["not_played"]))[language]
    base = recipes[recipe["repository"]]["promises"] if "repository" in recipe else {}
    return EXECUTORS[(base | recipe["promises"])["executor"]][language]
