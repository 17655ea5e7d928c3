"""`::: played`: which recipes with a pipeline are built by tests and by what, and why the others are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.snippets import library
from kaniko_guide_site.tables_of_facts import table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide_site.directives import Page
    from kaniko_guide_site.snippets.recipes import Recipe

RECIPE = Bilingual("配方", "Recipe")
BUILT = Bilingual("由谁构建", "Built by")
NOT_PLAYED = Bilingual("不做：{why}", "Not played: {why}")
EXECUTORS = {
    "any": Bilingual("Kaniko；没有时由 Buildah 代替", "kaniko; where it is missing, Buildah in its place"),
    "kaniko": Bilingual("Kaniko，哪个版本都行", "kaniko, either build"),
    "fork": Bilingual("只有 Kaniko 的 fork 能做", "kaniko's fork alone"),
}


def render(page: Page) -> Iterator[str]:
    """A row for each recipe that has a pipeline; those that are not built last."""
    recipes = [recipe for recipe in library.of(page.snippets).recipes.values() if "Jenkinsfile" in recipe.files]
    rows = [
        [f"[{recipe.description.title[page.language]}](snippets.md#{recipe.name})", _built(recipe)[page.language]]
        for recipe in sorted(recipes, key=lambda recipe: recipe.description.not_played is not None)
    ]
    yield from table([RECIPE, BUILT], rows, page.language)


def _built(recipe: Recipe) -> Bilingual:
    if recipe.promises is not None:
        return EXECUTORS[recipe.promises.executor]
    return NOT_PLAYED.format(why=recipe.description.not_played)
