"""One worker for all builds, and a summary of them at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lab.end_to_end import rule_findings, sandbox
from tests.support import name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RESULTS: list[tuple[str, sandbox.BuildResult]] = []


class Worker:
    """Runs builds and keeps the results of recipes."""

    def __init__(self, running: sandbox.Sandbox) -> None:
        self._sandbox = running
        self._recipes: dict[Path, sandbox.BuildResult] = {}

    def recipe(self, directory: Path) -> sandbox.BuildResult:
        """The result of a recipe, which is built only once."""
        if directory not in self._recipes:
            self._recipes[directory] = self.build(name(directory), directory)
        return self._recipes[directory]

    def build(self, title: str, directory: Path) -> sandbox.BuildResult:
        """Run a build.

        Args:
            title: its heading in the summary.
            directory: the recipe.
        """
        result = rule_findings.add(self._sandbox.build(directory), directory)
        RESULTS.append((title, result))
        return result


@pytest.fixture(scope="session")
def worker() -> Iterator[Worker]:
    """A worker in its own namespaces."""
    with sandbox.start() as running:
        yield Worker(running)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the steps and the result of each build."""
    for title, result in RESULTS:
        terminalreporter.section(f"{title}: {result.seconds:.1f} s, {result.executor or 'nothing was built'}")
        for step in result.steps:
            terminalreporter.write_line(str(step))
        terminalreporter.write_line(result.failure or "passed")
