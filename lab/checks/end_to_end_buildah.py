"""A build of the quick start, played with real parts: `lab/end_to_end`.

Buildah builds, for kaniko is not on every machine: a second opinion on the Dockerfile, for which alone it counts.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from lab.end_to_end import sandbox
from lab.paths import SNIPPETS, below
from lab.tools import find, output_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lab.checks import Sound

RECIPE = SNIPPETS / "quick-start"


def subjects(sound: Sound) -> list[str]:  # noqa: ARG001 (others are told by kind)
    return sorted(map(below, (RECIPE / "Dockerfile", RECIPE / "Jenkinsfile")))


def versions() -> dict[str, str]:
    sandbox.possible()
    find("docker-registry")
    return {
        "Buildah": output_of("buildah", "--version").split()[2],
        "crun": output_of("crun", "--version").split()[2],
    }


def faults(snippets: Iterable[str]) -> list[str]:
    fault = whole_build()
    named = SNIPPETS.name
    return (
        [] if fault is None else [f"{named}/{snippet}:1:1: error: {fault} [end-to-end-buildah]" for snippet in snippets]
    )


@cache
def whole_build() -> str | None:
    """Why the build fails; None when it doesn't."""
    with sandbox.started(alone=True) as playing:
        return playing.play(RECIPE).fault
