"""Builds the quick start end to end by Buildah, on every machine: `lab/end_to_end`.

Its record shows that the Dockerfile builds; Buildah does not check the executor's flags.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from lab.end_to_end import sandbox
from lab.paths import SNIPPETS, snippet_path
from lab.tools import find, output_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lab.checks import PassingSnippets

RECIPE = SNIPPETS / "quick-start"


def subjects(passing: PassingSnippets) -> list[str]:  # noqa: ARG001 (always the same snippets)
    return sorted(map(snippet_path, (RECIPE / "Dockerfile", RECIPE / "Jenkinsfile")))


def versions() -> dict[str, str]:
    sandbox.namespace_command()
    find("docker-registry")
    return {
        "Buildah": output_of("buildah", "--version").split()[2],
        "crun": output_of("crun", "--version").split()[2],
    }


def failures(snippets: Iterable[str]) -> list[str]:
    failure = build_failure()
    named = SNIPPETS.name
    return (
        []
        if failure is None
        else [f"{named}/{snippet}:1:1: error: {failure} [end-to-end-buildah]" for snippet in snippets]
    )


@cache
def build_failure() -> str | None:
    """Why the build fails; None when it passes."""
    with sandbox.start(substitutes_only=True) as worker:
        return worker.build(RECIPE).failure
