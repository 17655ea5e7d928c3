"""Every recipe's `recipe.yml` leaves out nothing that is asked."""

from __future__ import annotations

import pytest

from kaniko_guide_site.snippets.description import Description
from kaniko_guide_site.snippets.recipes import Recipe, RecipeError
from kaniko_guide_site.snippets.snippet import GROUPS
from tests.support import SNIPPETS, expect_none

RECIPES = [Recipe(path, SNIPPETS) for path in sorted(SNIPPETS.iterdir()) if path.is_dir() and path.name not in GROUPS]


def problems(recipe: Recipe) -> list[str]:
    """What is wrong with a recipe's `recipe.yml`, a line each."""
    try:
        built = [each for each in (recipe.promises, recipe.description.not_run) if each is not None]
    except RecipeError as error:
        return [str(error)]
    if len(built) != 1 and ("Jenkinsfile" in recipe.files or built):
        path = f"snippets/{recipe.name}/recipe.yml"
        return [f"{path}:1:1: error: say promises or not_run of its Jenkinsfile [recipe]"]
    return []


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_recipe_says_all_that_is_asked_and_no_more(recipe: Recipe) -> None:
    expect_none(problems(recipe))


def test_every_key_but_those_of_exclusions_is_used() -> None:
    said = [recipe.description for recipe in RECIPES]
    fields = Description.__struct_fields__
    assert {field for field in fields if not any(getattr(one, field) for one in said)} <= {"exclude"}
    assert any(made.by for one in said for made in one.made)
