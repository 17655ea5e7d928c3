"""What an include shows: a file, a section or lines of it, and nothing outside of the snippets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide_site.snippets.reference import MissingError, Reference, selected_text

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def snippets(tmp_path: Path) -> Path:
    directory = tmp_path / "snippets"
    (directory / "recipe").mkdir(parents=True)
    (directory / "recipe" / "recipe.yml").write_text("title: {}\n", "utf-8")
    (directory / "recipe" / "run.txt").write_text("one\ntwo\nthree\n", "utf-8")
    (directory / "recipe" / "Jenkinsfile").write_text(
        "a {\n    // --8<-- [start:part]\n    b\n      c\n    // --8<-- [end:part]\n}\n", "utf-8"
    )
    return directory


@pytest.mark.parametrize(
    ("reference", "text"),
    [
        ("recipe/Jenkinsfile", "a {\n    b\n      c\n}"),
        ("recipe/Jenkinsfile:part", "b\n  c"),
        ("recipe/run.txt:2:3", "two\nthree"),
    ],
)
def test_what_an_include_shows(reference: str, text: str, snippets: Path) -> None:
    parsed = Reference.parse(f'  --8<-- "{reference}"')
    assert parsed is not None
    assert str(parsed) == reference
    assert selected_text(snippets, parsed) == text


def test_include_outside_the_snippets_is_missing(snippets: Path) -> None:
    (snippets.parent / "secret.txt").write_text("x\n", "utf-8")
    with pytest.raises(MissingError):
        selected_text(snippets, Reference("../secret.txt"))
