"""A worker for the builds of each process, and a summary of all builds at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lab.end_to_end import rule_findings, sandbox
from tests.support import name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

BUILD = "build"
"""The property of a test's report that holds a build: its heading and its lines."""


class Worker:
    """Runs the builds of one test."""

    def __init__(
        self,
        running: sandbox.Sandbox,
        recipes: dict[Path, sandbox.BuildResult],
        record: Callable[[str, object], None],
    ) -> None:
        self._sandbox = running
        self._recipes = recipes
        self._record = record

    def recipe(self, directory: Path) -> sandbox.BuildResult:
        """The result of a recipe, which each process of a run builds once."""
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
        heading = f"{title}: {result.seconds:.1f} s, {result.executor or 'nothing was built'}"
        self._record(BUILD, [heading, *(str(step) for step in result.steps), result.failure or "passed"])
        return result


@pytest.fixture(scope="session")
def running() -> Iterator[sandbox.Sandbox]:
    """A worker in its own namespaces."""
    with sandbox.start() as running:
        yield running


@pytest.fixture(scope="session")
def recipes() -> dict[Path, sandbox.BuildResult]:
    """The results of the recipes that were built."""
    return {}


@pytest.fixture
def worker(
    running: sandbox.Sandbox,
    recipes: dict[Path, sandbox.BuildResult],
    record_property: Callable[[str, object], None],
) -> Worker:
    """See `Worker`."""
    return Worker(running, recipes, record_property)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the steps and the result of each build."""
    reports = [report for status in terminalreporter.stats.values() for report in status]
    for report in reports:
        if getattr(report, "when", None) == "call":
            for key, lines in report.user_properties:
                if key == BUILD:
                    heading, *steps = lines
                    terminalreporter.section(heading)
                    for step in steps:
                        terminalreporter.write_line(step)
