"""A build of each recipe that promises something, played with real parts by the executor that it names.

Only where the environment's KANIKO_EXECUTOR names one: its records stay until something changes of what they rest on.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from kaniko_guide import project
from kaniko_guide_site.snippets import library
from lab.end_to_end import executor, sandbox
from lab.paths import SNIPPETS, below
from lab.tools import find, output_of, unavailable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kaniko_guide.sources.model import Block
    from kaniko_guide_site.snippets.description import Promises
    from lab.checks import Sound
    from lab.end_to_end.sandbox import Played

PLAYED = {
    "agent",
    "any",
    "checkout",
    "container",
    "kubernetes",
    "node",
    "parallel",
    "pipeline",
    "podTemplate",
    "sh",
    "stage",
    "stages",
    "steps",
    "withCredentials",
    "yaml",
}
"""The calls of a Jenkinsfile that mean in a played build what they mean in Jenkins."""


def subjects(sound: Sound) -> list[str]:  # noqa: ARG001 (others are told by kind)
    return sorted(
        below(SNIPPETS / recipe / name)
        for recipe, promised in played_recipes()
        if promised.answer is not None
        for name in (".dockerignore", "Dockerfile", "Jenkinsfile")
        if (SNIPPETS / recipe / name).is_file() and (name != "Jenkinsfile" or _all_played(recipe))
    )


def played_recipes() -> Iterator[tuple[str, Promises]]:
    """Every recipe that promises something, with that."""
    for name, recipe in library.of(SNIPPETS).recipes.items():
        if recipe.promises is not None:
            yield name, recipe.promises


def _all_played(recipe: str) -> bool:
    (pipeline,) = project.read(SNIPPETS / recipe).jenkinsfiles
    return {block.name for block in _blocks(pipeline.blocks)} <= PLAYED


def _blocks(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _blocks(block.children or ())


def versions() -> dict[str, str]:
    sandbox.possible()
    find("docker-registry")
    program = os.environ.get("KANIKO_EXECUTOR")
    if program is None:
        unavailable("kaniko", "Kaniko is missing; set KANIKO_EXECUTOR to its program.")
    told = output_of(program, "version").split()[-1]
    if not executor.FORK.endswith(f"-{told}"):
        unavailable("kaniko-fork", f"Kaniko is {told} here; the check needs {executor.FORK}.")
    return {"Kaniko": told, "crun": output_of("crun", "--version").split()[2]}


def faults(snippets: Iterable[str]) -> list[str]:
    named = SNIPPETS.name
    return [
        f"{named}/{snippet}:1:1: error: {fault} [end-to-end-kaniko]"
        for snippet in snippets
        if (fault := played(snippet.partition("/")[0]).fault) is not None
    ]


@cache
def played(recipe: str) -> Played:
    """What came of a build of a recipe."""
    with sandbox.started() as playing:
        return playing.play(SNIPPETS / recipe)
