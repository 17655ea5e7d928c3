"""Every `recipe.yml` has the required keys."""

from __future__ import annotations

from pytest_check import check

from kaniko_guide_site.snippets.description import Description
from kaniko_guide_site.snippets.recipes import Recipe, RecipeError
from kaniko_guide_site.snippets.snippet import GROUPS
from tests.support import SNIPPETS, expect_none

RECIPES = [Recipe(path, SNIPPETS) for path in sorted(SNIPPETS.iterdir()) if path.is_dir() and path.name not in GROUPS]


def problems(recipe: Recipe) -> list[str]:
    """The problems of a recipe's `recipe.yml`, one message each."""
    try:
        stated = [value for value in (recipe.promises, recipe.description.not_run) if value is not None]
    except RecipeError as error:
        return [str(error)]
    at = f"snippets/{recipe.name}/recipe.yml:1:1: error:"
    if len(stated) != 1 and "Jenkinsfile" in recipe.files:
        return [f"{at} a recipe with a Jenkinsfile needs exactly one of promises and not_run [recipe]"]
    if len(stated) > 1:
        return [f"{at} a recipe has either promises or not_run [recipe]"]
    return []


def test_recipe_has_the_required_keys() -> None:
    for recipe in RECIPES:
        with check(f"{recipe}"):
            expect_none(problems(recipe))


def test_every_key_except_exclude_is_used() -> None:
    descriptions = [recipe.description for recipe in RECIPES]
    fields = Description.__struct_fields__
    assert {field for field in fields if not any(getattr(description, field) for description in descriptions)} <= {
        "exclude"
    }
    assert any(made.by for description in descriptions for made in description.made)
