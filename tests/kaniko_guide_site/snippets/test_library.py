"""The library of snippets: what is a recipe and a snippet, and that it is read once."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kaniko_guide_site.snippets import library
from tests.kaniko_guide_site.snippets.recipe_files import TITLE

if TYPE_CHECKING:
    from pathlib import Path


def test_a_recipe_is_a_folder_with_a_description(snippets: Path) -> None:
    known = library.load(snippets)
    assert list(known.recipes) == ["one"]
    assert known.recipes["one"].description.title.en == "a"
    assert known.recipes["one"].files == ("below/recipe.yml", "run.sh")


def test_every_file_except_recipe_yml_is_a_snippet(snippets: Path) -> None:
    assert list(library.load(snippets).snippets) == [
        "examples/unknown-flag/bad/Jenkinsfile",
        "examples/unknown-flag/good/Jenkinsfile",
        "loose/run.sh",
        "one/below/recipe.yml",
        "one/run.sh",
        "one/run.txt",
        "silent/heredoc/bad/Dockerfile",
    ]


def test_what_is_read_together_is_a_project(snippets: Path) -> None:
    projects = library.load(snippets).projects
    assert list(projects) == ["one", "examples/unknown-flag/bad", "examples/unknown-flag/good", "silent/heredoc/bad"]
    (script,) = projects["one"].scripts
    assert script.text.source.path == "snippets/one/run.sh"


def test_it_is_read_once_until_a_file_changes(snippets: Path) -> None:
    before = library.load(snippets)
    assert library.load(snippets) is before
    assert before.recipes["one"].description.title.en == "a"
    stamp = (snippets / "one" / "recipe.yml").stat().st_mtime_ns + 1
    (snippets / "one" / "recipe.yml").write_text(TITLE.replace("en: a", "en: b"), "utf-8")
    os.utime(snippets / "one" / "recipe.yml", ns=(stamp, stamp))
    after = library.load(snippets)
    assert after is not before
    assert after.recipes["one"].description.title.en == "b"
