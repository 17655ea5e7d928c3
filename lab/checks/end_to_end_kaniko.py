"""Builds each recipe with promises end to end by kaniko.

It runs only where KANIKO_EXECUTOR names the executor; elsewhere its records stay as long as they are not stale.
"""

from __future__ import annotations

import os
from functools import cache
from typing import TYPE_CHECKING

from kaniko_guide import project
from kaniko_guide_site.snippets import library
from lab.end_to_end import executor, sandbox
from lab.paths import SNIPPETS, snippet_path
from lab.tools import find, output_of, unavailable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kaniko_guide.sources.model import Block
    from kaniko_guide_site.snippets.description import Promises
    from lab.checks import PassingSnippets
    from lab.end_to_end.sandbox import BuildResult

SUPPORTED_CALLS = {
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
"""The calls of a Jenkinsfile that have the same effect in an end-to-end build as in Jenkins."""
BUILT_FROM = (".dockerignore", "Dockerfile", "Jenkinsfile", "build.gradle", "nginx.conf", "settings.gradle")
"""The files of a recipe that its build reads."""


def subjects(passing: PassingSnippets) -> list[str]:  # noqa: ARG001 (always the same snippets)
    return sorted(
        snippet_path(SNIPPETS / recipe / name)
        for recipe, promised in recipes_with_promises()
        if promised.answer is not None
        for name in BUILT_FROM
        if (SNIPPETS / recipe / name).is_file() and (name != "Jenkinsfile" or _has_only_supported_calls(recipe))
    )


def recipes_with_promises() -> Iterator[tuple[str, Promises]]:
    """The name and the promises of every recipe that has promises."""
    for name, recipe in library.load(SNIPPETS).recipes.items():
        if recipe.promises is not None:
            yield name, recipe.promises


def _has_only_supported_calls(recipe: str) -> bool:
    (pipeline,) = project.read(SNIPPETS / recipe).jenkinsfiles
    return {block.name for block in _blocks(pipeline.blocks)} <= SUPPORTED_CALLS


def _blocks(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _blocks(block.children or ())


def versions() -> dict[str, str]:
    sandbox.namespace_command()
    find("docker-registry")
    program = os.environ.get("KANIKO_EXECUTOR")
    if program is None:
        unavailable("kaniko", "Kaniko is missing; set KANIKO_EXECUTOR to its program.")
    version = output_of(program, "version").split()[-1]
    if not executor.FORK.endswith(f"-{version}"):
        unavailable("kaniko-fork", f"Kaniko is {version} here; the check needs {executor.FORK}.")
    return {"Kaniko": version, "crun": output_of("crun", "--version").split()[2]}


def failures(snippets: Iterable[str]) -> list[str]:
    named = SNIPPETS.name
    return [
        f"{named}/{snippet}:1:1: error: {failure} [end-to-end-kaniko]"
        for snippet in snippets
        if (failure := result(snippet.partition("/")[0]).failure) is not None
    ]


@cache
def result(recipe: str) -> BuildResult:
    """Build a recipe, once."""
    with sandbox.start() as worker:
        return worker.build(SNIPPETS / recipe)
