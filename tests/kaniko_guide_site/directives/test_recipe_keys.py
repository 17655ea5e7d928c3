"""The table of the keys of `recipe.yml`: every key that is read, and no other."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest

from kaniko_guide.bilingual import Language
from kaniko_guide_site.directives import recipe_keys
from kaniko_guide_site.extension import expand
from kaniko_guide_site.snippets.description import Description, Promises
from tests.support import ROOT

KEYS = {entry.key for entry in recipe_keys.known()}
BILINGUAL = ("title", "not_played")
"""What is said in both languages."""


def of_type(kind: type, above: str = "") -> set[str]:
    """Every key that a type has, with those above it."""
    (schema,), known = msgspec.json.schema_components([kind])
    return set(_keys(schema, known, above))


def _keys(schema: Any, known: dict[str, Any], above: str) -> list[str]:  # noqa: ANN401 (what JSON Schema may hold)
    found = []
    for part in schema.get("anyOf", [schema]):
        reference = known.get(part.get("$ref", "").rpartition("/")[2], part)
        for key, below in reference.get("properties", {}).items():
            path = f"{above}.{key}".lstrip(".")
            found += [path, *([] if path in BILINGUAL else _keys(below, known, path))]
        found += _keys(reference["items"], known, above) if reference.get("items") else []
    return found


def test_every_key_that_is_read_is_explained_and_no_other() -> None:
    assert of_type(Description) | of_type(Promises, "promises") == KEYS


def test_the_keys_that_every_recipe_needs_are_named() -> None:
    always = {entry.key for entry in recipe_keys.known() if entry.always}
    assert always == set(msgspec.json.schema_components([Description])[1]["Description"]["required"])


@pytest.mark.parametrize("language", get_args(Language))
def test_every_key_is_in_the_table(language: Language) -> None:
    page = expand("::: recipe-keys", ROOT, language)
    assert all(f"| `{entry.key}`" in page and entry.meaning[language] in page for entry in recipe_keys.known())
