"""Compares kubectl's output on pages with that of a new run of the script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lab.checks.kubectl import SECRET
from lab.kubectl.client import cluster, version
from lab.paths import SNIPPETS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lab.checks import PassingSnippets

OUTPUTS = {
    "registry-secret/show.txt": ("registry-secret/show.sh", True),
    "watch-build/describe-pod.txt": ("watch-build/describe-pod.sh", True),
    "watch-build/get-pods.txt": ("watch-build/get-pods.sh", True),
    "watch-build/get-pods-after.txt": ("watch-build/get-pods.sh", False),
    "watch-build/logs.txt": ("watch-build/logs.sh", True),
}
"""The script of each recorded output, and whether the build still runs."""


def subjects(passing: PassingSnippets) -> list[str]:  # noqa: ARG001 (always the same snippets)
    return sorted(OUTPUTS)


def versions() -> dict[str, str]:
    return {"kubectl": version()}


def failures(snippets: Iterable[str]) -> list[str]:
    return [
        f"{SNIPPETS.name}/{snippet}:1:1: error: the file differs from kubectl's current output [kubectl-output]"
        for snippet in snippets
        if (SNIPPETS / snippet).read_text("utf-8") != run_output(snippet)
    ]


def run_output(snippet: str) -> str:
    """The output of the script now, with each command before its output."""
    script, building = OUTPUTS[snippet]
    with cluster(SECRET, building=building) as running:
        return running.record(SNIPPETS / script)
