"""A recipe: the project that its files make, its description, and what it promises on top of another."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.description import CreatedFile
from kaniko_guide_site.snippets.recipes import Recipe, RecipeError
from tests.kaniko_guide_site.snippets.recipe_files import PROMISES, TITLE, write_recipe

if TYPE_CHECKING:
    from pathlib import Path


def test_what_an_earlier_step_makes_reaches_the_project(snippets: Path) -> None:
    recipe = write_recipe(snippets, f"{TITLE}made:\n- path: target/*.jar\n  by: Jenkinsfile\n- path: src\n")
    assert recipe.description.made == (CreatedFile("target/*.jar", "Jenkinsfile"), CreatedFile("src"))
    found = recipe.project()
    assert found.created_files == (PurePosixPath("target/*.jar"), PurePosixPath("src"))
    assert found.one_namespace
    assert PurePosixPath("recipe.yml") not in found.files
    assert PurePosixPath("run.sh") in found.files


@pytest.mark.parametrize(("content", "byte"), [(b"\xff\xfee\0c\0", "0xff"), ("# 中".encode("gbk"), "0xd6")])
def test_a_description_that_is_not_utf_8(snippets: Path, content: bytes, byte: str) -> None:
    (snippets / "one" / "recipe.yml").write_bytes(content)
    with pytest.raises(RecipeError, match=f"snippets/one/recipe.yml:1:1: error: .*found byte {byte}"):
        _ = library.load(snippets).recipes["one"].description


def test_a_folder_without_a_description_is_named(snippets: Path) -> None:
    with pytest.raises(RecipeError, match=r"snippets/loose:1:1: error: recipe.yml is missing \[recipe\]"):
        _ = Recipe(snippets / "loose", snippets).description


def test_a_recipe_on_top_of_another_promises_what_that_one_does_but_for_its_own(snippets: Path) -> None:
    base = write_recipe(snippets, TITLE + PROMISES).promises
    assert base is not None
    own = "repository: one\npromises: {executor: fork, image: {labels: {a: b}}}\n"
    promised = write_recipe(snippets, TITLE + own, "two").promises
    assert promised == replace(base, executor="fork", image=replace(base.image, labels={"a": "b"}))
    assert write_recipe(snippets, f"{TITLE}repository: one\n", "two").promises is None
    with pytest.raises(RecipeError, match=r"two/recipe.yml:3:12: error: promises.label: Object contains unknown"):
        _ = write_recipe(snippets, f"{TITLE}repository: one\npromises: {{label: {{}}}}\n", "two").promises
