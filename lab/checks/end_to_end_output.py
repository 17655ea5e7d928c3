"""What pages show of a played build is what a build prints and writes now, but for times and digests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.checks import end_to_end_kaniko
from lab.end_to_end import shown
from lab.paths import SNIPPETS, below

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lab.checks import Sound

NAMES = {"digest": "image.txt", "quick-start": "kaniko.txt"}
"""The recipes whose pages show something of their build, and what."""


def subjects(sound: Sound) -> list[str]:  # noqa: ARG001 (others are told by kind)
    return [below(SNIPPETS / recipe / name) for recipe, name in NAMES.items()]


def versions() -> dict[str, str]:
    return end_to_end_kaniko.versions()


def faults(snippets: Iterable[str]) -> list[str]:
    return [
        f"{SNIPPETS.name}/{snippet}:1:1: error: a build prints something else now [end-to-end-output]"
        for snippet in snippets
        if not shown.same((SNIPPETS / snippet).read_text("utf-8"), output(snippet))
    ]


def output(snippet: str) -> str:
    """What a build gives now."""
    recipe, _, name = snippet.partition("/")
    return end_to_end_kaniko.played(recipe).outputs[name]
