"""One worker for all builds, and what is told of them at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lab.end_to_end import sandbox, told
from tests.support import name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PLAYED: list[tuple[str, sandbox.Played]] = []


class Worker:
    """Plays builds, and keeps what came of them."""

    def __init__(self, worker: sandbox.Sandbox) -> None:
        self._worker = worker
        self._recipes: dict[Path, sandbox.Played] = {}

    def recipe(self, folder: Path) -> sandbox.Played:
        """What came of a recipe as it is; it is played once."""
        if folder not in self._recipes:
            self._recipes[folder] = self.play(name(folder), folder)
        return self._recipes[folder]

    def play(self, title: str, folder: Path) -> sandbox.Played:
        """Play a build.

        Args:
            title: under which it is told of at the end.
            folder: the recipe.
        """
        played = told.with_rules(self._worker.play(folder), folder)
        PLAYED.append((title, played))
        return played


@pytest.fixture(scope="session")
def worker() -> Iterator[Worker]:
    """A worker in namespaces of its own."""
    with sandbox.started() as running:
        yield Worker(running)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell the steps of each build, and how it ended."""
    for title, played in PLAYED:
        terminalreporter.section(f"{title}: {played.seconds:.1f} s, {played.executor or 'nothing was built'}")
        for step in played.steps:
            terminalreporter.write_line(str(step))
        terminalreporter.write_line(played.fault or "sound")
