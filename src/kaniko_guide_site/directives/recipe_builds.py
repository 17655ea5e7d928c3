"""`::: recipe-builds`: which recipes with a pipeline run end to end, with which executor, or why they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide.bilingual import Bilingual
from kaniko_guide_site.fact_tables import table
from kaniko_guide_site.headings import headings
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.reference import references

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kaniko_guide_site.directives import Page
    from kaniko_guide_site.snippets.recipes import Recipe

RECIPE = Bilingual("配方", "Recipe")
BUILT = Bilingual("用什么构建", "Built with")
NOT_RUN = Bilingual("未运行：{why}", "Not run: {why}")
PIPELINE = "Jenkinsfile"
EXECUTORS = {
    "any": Bilingual("Kaniko；没有时用 Buildah 代替", "Kaniko, or Buildah where Kaniko is missing"),
    "kaniko": Bilingual("Kaniko，两个版本都可以", "Kaniko, either release"),
    "fork": Bilingual("只能用 Kaniko 的 fork", "only Kaniko's fork"),
}


def render(page: Page) -> Iterator[str]:
    """A row for each recipe that has a pipeline, those that do not run last; linked to the section that shows it."""
    recipes = [recipe for recipe in library.load(page.snippets).recipes.values() if PIPELINE in recipe.files]
    shown_in = _sections(page)
    rows = [
        [
            f"[{recipe.description.title[page.language]}]({shown_in[recipe.name]})",
            _build_label(recipe)[page.language],
        ]
        for recipe in sorted(recipes, key=lambda recipe: recipe.description.not_run is not None)
    ]
    yield from table([RECIPE, BUILT], rows, page.language)


def _sections(page: Page) -> dict[str, str]:
    """The first section of the guide that shows the pipeline of each recipe, as `page.md#id`."""
    found: dict[str, str] = {}
    docs = page.root / "docs" / "zh"  # pages and ids are the same in every language
    for path in sorted(docs.rglob("*.md")):
        text = path.read_text("utf-8")
        known = list(headings(text))
        for fence, reference in references(text):
            recipe, _, name = reference.path.partition("/")
            if name == PIPELINE:
                above = [heading.id for heading in known if heading.line.number < fence.opening.number]
                found.setdefault(recipe, f"{path.relative_to(docs).as_posix()}#{above[-1]}")
    return found


def _build_label(recipe: Recipe) -> Bilingual:
    if recipe.promises is not None:
        return EXECUTORS[recipe.promises.executor]
    return NOT_RUN.format(why=recipe.description.not_run)
