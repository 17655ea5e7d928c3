"""Every recipe's `recipe.yml` says what the page of contributors explains, and leaves out nothing that is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

import pytest
import yaml
from e2e.promises import SCHEMA
from support import ROOT, SNIPPETS, expect_none, name

from kaniko_guide.bilingual import Language
from kaniko_guide.project import RECIPE_FILE
from kaniko_guide_site.directives import recipe_keys
from kaniko_guide_site.extension import expand
from kaniko_guide_site.snippets.pairs import FOLDERS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEYS = {entry["key"] for entry in recipe_keys.known()}
FREE = ("promises.image.labels", "promises.workspace")
"""Mappings whose keys are the writer's own."""
RECIPES = sorted(path for path in SNIPPETS.iterdir() if path.is_dir() and path.name not in FOLDERS)
WORDS = ("title", "not_played")
"""What is said in both languages."""


def written(value: Any, above: str = "") -> Iterator[str]:  # noqa: ANN401 (what YAML may hold)
    """Every key, with those above it."""
    if isinstance(value, list):
        for entry in value:
            yield from written(entry, above)
    elif isinstance(value, dict) and above not in {*FREE, *WORDS}:
        for key, below in value.items():
            path = f"{above}.{key}".lstrip(".")
            yield path
            yield from written(below, path)


def faults(folder: Path, shown_as: str) -> list[str]:
    """What is wrong with a recipe's `recipe.yml`, a line each.

    Args:
        folder: the recipe.
        shown_as: how the lines name it.
    """
    path = folder / RECIPE_FILE
    if not path.is_file():
        return [f"{shown_as}:1:1: error: it has no {RECIPE_FILE} [recipe]"]
    recipe = yaml.safe_load(path.read_text("utf-8"))
    found = [f"no such key: {key}" for key in dict.fromkeys(written(recipe)) if key not in KEYS]
    for key in WORDS:
        languages = sorted(recipe.get(key, ()))
        if languages != sorted(get_args(Language)) and (key in recipe or key == "title"):
            found.append(f"{key}: expected en and zh, found {' and '.join(languages) or 'nothing'}")
    built = [key for key in ("promises", "not_played") if key in recipe]
    if len(built) != 1 and ((folder / "Jenkinsfile").is_file() or built):
        found.append("say promises or not_played of its Jenkinsfile")
    return [f"{shown_as}/{RECIPE_FILE}:1:1: error: {fault} [recipe]" for fault in found]


@pytest.mark.parametrize("folder", RECIPES, ids=name)
def test_recipe_says_all_that_is_asked_and_no_more(folder: Path) -> None:
    expect_none(faults(folder, name(folder)))


@pytest.mark.parametrize(
    ("text", "files", "said"),
    [
        (None, ["run.sh"], "snippets/a:1:1: error: it has no recipe.yml [recipe]"),
        ("title: {zh: 甲}", [], "snippets/a/recipe.yml:1:1: error: title: expected en and zh, found zh [recipe]"),
        ("made: []", [], "snippets/a/recipe.yml:1:1: error: title: expected en and zh, found nothing [recipe]"),
        ("title: {zh: 甲, en: a}\nmades: []", [], "snippets/a/recipe.yml:1:1: error: no such key: mades [recipe]"),
        (
            "title: {zh: 甲, en: a}\nrepository: quick-start\npromises: {executer: any}",
            ["Jenkinsfile"],
            "snippets/a/recipe.yml:1:1: error: no such key: promises.executer [recipe]",
        ),
        (
            "title: {zh: 甲, en: a}",
            ["Jenkinsfile"],
            "snippets/a/recipe.yml:1:1: error: say promises or not_played of its Jenkinsfile [recipe]",
        ),
    ],
)
def test_fault_is_told(text: str | None, files: list[str], said: str, tmp_path: Path) -> None:
    for file in files:
        (tmp_path / file).write_text("\n", "utf-8")
    if text is not None:
        (tmp_path / RECIPE_FILE).write_text(text, "utf-8")
    assert faults(tmp_path, "snippets/a") == [said]


def of_schema(schema: Any, above: str) -> Iterator[str]:  # noqa: ANN401 (what JSON Schema may hold)
    for part in schema.get("anyOf", [schema]):
        for key, below in part.get("properties", {}).items():
            yield f"{above}.{key}"
            yield from of_schema(below, f"{above}.{key}")
        if "items" in part:
            yield from of_schema(part["items"], above)


def test_promises_are_those_that_are_read() -> None:
    assert {key for key in KEYS if key.startswith("promises.")} == set(of_schema(SCHEMA, "promises"))


def test_every_other_key_is_somewhere() -> None:
    texts = [yaml.safe_load(path.read_text("utf-8")) for path in SNIPPETS.rglob(RECIPE_FILE)]
    used = {key for text in texts for key in written(text)}
    unused = {key for key in KEYS - used if not key.startswith("promises.")}
    assert unused <= {"exclude", "exclude.check", "exclude.code", "exclude.reason"}


@pytest.mark.parametrize("language", get_args(Language))
def test_every_key_is_in_the_table(language: Language) -> None:
    page = expand("::: recipe-keys", ROOT, language)
    assert all(f"| `{entry['key']}`" in page and entry[language] in page for entry in recipe_keys.known())
