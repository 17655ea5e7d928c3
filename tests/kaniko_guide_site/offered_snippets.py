"""The snippets that the site offers for download."""

from __future__ import annotations

from kaniko_guide_site.snippets.recipes import RECIPE_FILE
from tests.support import SNIPPETS, examples, recipes


def offered_files() -> set[str]:
    """The path of every file of a recipe or an example, below `snippets/`."""
    directories = [*recipes(), *examples("bad"), *examples("good")]
    files = {
        path
        for directory in directories
        for path in directory.rglob("*")
        if path.is_file() and path.name != RECIPE_FILE
    }
    return {path.relative_to(SNIPPETS).as_posix() for path in files}
