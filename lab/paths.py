"""Where the project's files are, and which snippets must be without findings."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from kaniko_guide import project
from kaniko_guide.text import Source, Text
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.snippet import EXAMPLES as EXAMPLE_PAIRS
from kaniko_guide_site.snippets.snippet import Snippet

ROOT = Path(__file__).parents[1]
SNIPPETS = ROOT / "snippets"
EXAMPLES = SNIPPETS / EXAMPLE_PAIRS


def below(path: Path) -> str:
    """A snippet's path below `snippets/`."""
    return path.relative_to(SNIPPETS).as_posix()


def canonical(snippet: str) -> Text:
    """A snippet's canonical text, that knows its place below the project's root."""
    path = SNIPPETS / snippet
    return Text.canonical(Source.read(path, path.relative_to(ROOT).as_posix()))


def folder_of(snippet: str) -> Path:
    """The folder that is read with a snippet: its recipe, or its example."""
    return SNIPPETS / Snippet(snippet).folder


def sound_files(kind: str) -> list[Path]:
    """Every snippet of a kind (see `project.kind_by_name`) that must be without findings: all but the bad examples."""
    return [
        SNIPPETS / snippet.path
        for snippet in library.of(SNIPPETS).snippets.values()
        if project.kind_by_name(PurePosixPath(snippet.path)) == kind and not snippet.is_bad
    ]


def sound(kind: str) -> list[str]:
    """The same, by their path below `snippets/`."""
    return [below(path) for path in sound_files(kind)]
