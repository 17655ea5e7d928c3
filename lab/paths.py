"""Paths of the project, and the snippets that must pass every check."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

from kaniko_guide import project
from kaniko_guide.text import Source, Text
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.snippet import EXAMPLES as EXAMPLE_PAIRS
from kaniko_guide_site.snippets.snippet import Snippet

ROOT = Path(__file__).parents[1]
SNIPPETS = ROOT / "snippets"
EXAMPLES = SNIPPETS / EXAMPLE_PAIRS


def cache_directory() -> Path:
    """The directory for what is built once on a machine: `kaniko-guide` in the user's cache directory."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kaniko-guide"


def snippet_path(path: Path) -> str:
    """A snippet's path below `snippets/`."""
    return path.relative_to(SNIPPETS).as_posix()


def canonical(snippet: str) -> Text:
    """A snippet's canonical text, with its path below the project's root."""
    path = SNIPPETS / snippet
    return Text.canonical(Source.read(path, path.relative_to(ROOT).as_posix()))


def directory_of(snippet: str) -> Path:
    """The directory of a snippet's recipe or example."""
    return SNIPPETS / Snippet(snippet).directory


def passing_files(kind: str) -> list[Path]:
    """Every snippet of a kind (see `project.kind_by_name`) that must pass every check: all but the bad examples."""
    return [
        SNIPPETS / snippet.path
        for snippet in library.load(SNIPPETS).snippets.values()
        if project.kind_by_name(PurePosixPath(snippet.path)) == kind and not snippet.is_bad
    ]


def passing_paths(kind: str) -> list[str]:
    """The paths of `passing_files`, below `snippets/`."""
    return [snippet_path(path) for path in passing_files(kind)]
