"""The commands of the scripts that copy the executor's image."""

from __future__ import annotations

from kaniko_guide import project
from tests.support import SNIPPETS

RECIPE = SNIPPETS / "copy-executor-image"


def words(script: str) -> list[list[str]]:
    """The words of each command of a script."""
    (found,) = (found for found in project.read(RECIPE).scripts if found.text.source.path == script)
    return [[word.value for word in command.words] for command in found.commands]
