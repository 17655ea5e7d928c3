"""Recipes that tests write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kaniko_guide_site.snippets.recipes import Recipe

if TYPE_CHECKING:
    from pathlib import Path

TITLE = "title: {zh: 甲, en: a}\n"
PROMISES = """promises:
  executor: any
  destinations: [r.test/a:1]
  image: {entrypoint: [a], workdir: /, user: '', ports: [80], labels: {}, files: []}
  answer: null
  workspace: {}
  log: []
"""


def write_recipe(snippets: Path, text: str, name: str = "one") -> Recipe:
    (snippets / name).mkdir(exist_ok=True)
    (snippets / name / "recipe.yml").write_text(text, "utf-8")
    return Recipe(snippets / name, snippets)
