"""A small directory of snippets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide_site.snippets.recipe_files import TITLE

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def snippets(tmp_path: Path) -> Path:
    """A small directory of snippets."""
    directory = tmp_path / "snippets"
    for name, text in {
        "one/recipe.yml": TITLE,
        "one/run.sh": "true\n",
        "one/run.txt": "1\n",
        "one/below/recipe.yml": "a: b\n",
        "loose/run.sh": "true\n",
        "examples/unknown-flag/bad/Jenkinsfile": "node { }\n",
        "examples/unknown-flag/good/Jenkinsfile": "node { }\n",
        "silent/heredoc/bad/Dockerfile": "FROM a\n",
        "parameters.yml": "",
    }.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(text, "utf-8")
    return directory
