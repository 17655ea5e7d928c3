"""Compares the build output that pages show with that of a new build, except for times and digests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.checks import end_to_end_kaniko
from lab.end_to_end import page_output
from lab.paths import SNIPPETS, snippet_path

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lab.checks import PassingSnippets

OUTPUTS = {"digest": "image.txt", "quick-start": "kaniko.txt"}
"""The output that pages show, by the name of the recipe."""


def subjects(passing: PassingSnippets) -> list[str]:  # noqa: ARG001 (always the same snippets)
    return [snippet_path(SNIPPETS / recipe / name) for recipe, name in OUTPUTS.items()]


def versions() -> dict[str, str]:
    return end_to_end_kaniko.versions()


def failures(snippets: Iterable[str]) -> list[str]:
    return [
        f"{SNIPPETS.name}/{snippet}:1:1: error: the file differs from the output of a new build [end-to-end-output]"
        for snippet in snippets
        if not page_output.equal((SNIPPETS / snippet).read_text("utf-8"), output(snippet))
    ]


def output(snippet: str) -> str:
    """The output of a new build."""
    recipe, _, name = snippet.partition("/")
    return end_to_end_kaniko.result(recipe).outputs[name]
