"""What all tests share: paths, recipes and examples, and what happens where a tool is missing."""

from __future__ import annotations

import datetime as dt
import os
import sys
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
import yaml

from kaniko_guide import project, rules
from kaniko_guide.findings import sort_findings
from kaniko_guide_site import clock
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.recipes import RECIPE_FILE, Recipe
from lab.paths import EXAMPLES, ROOT, SNIPPETS, snippet_path

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import FrameType

    from kaniko_guide.findings import Finding
    from lab.tools import UnavailableError

__all__ = ["EXAMPLES", "ROOT", "SNIPPETS", "snippet_path"]

DATA = Path(__file__).parent / "data"
RECORDED = ROOT / "records"
"""The recorded runs and reviews that pages and facts use as sources."""


def skip_or_fail(error: UnavailableError) -> NoReturn:
    """Skip the test that needs what is not available; fail it under CI, unless `EXEMPT_UNDER_CI` names it."""
    if error.fails_here:
        pytest.fail(f"under CI this must be available: [{error.name}] {error.reason}", pytrace=False)
    pytest.skip(f"[{error.name}] {error.reason}")


def recipes() -> list[Path]:
    """The directory of every recipe: it is directly below `snippets/` and has a `recipe.yml`."""
    return [recipe.directory for recipe in library.load(SNIPPETS).recipes.values()]


def examples(side: str) -> list[Path]:
    """The directory of every example on one side, `bad` or `good`."""
    return [path for path in library.load(SNIPPETS).examples if path.name == side]


def read(directory: Path) -> project.Project:
    """The project that the readers parse from a copy of a recipe or example.

    Args:
        directory: the copy; with `recipe.yml` for a recipe.
    """
    return Recipe(directory, SNIPPETS).project() if (directory / RECIPE_FILE).is_file() else project.read(directory)


def set_today(monkeypatch: pytest.MonkeyPatch, day: dt.date) -> None:
    """Set the date of today for the rest of a test, and for the programs that it starts."""
    midnight = dt.datetime.combine(day, dt.time(), dt.UTC)
    monkeypatch.setenv(clock.VARIABLE, str(int(midnight.timestamp())))


def name(path: Path) -> str:
    """A test's id: the path below the project's root."""
    return path.relative_to(ROOT).as_posix()


def read_yaml(path: Path) -> Any:  # noqa: ANN401
    """The content of a YAML file, read by the fast loader where PyYAML has it."""
    return yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def expect_none(findings: Sequence[str]) -> None:
    """Fail if there are findings; each is a line `path:line:column: severity: message`, as for CI annotations."""
    if findings:
        pytest.fail("\n".join(findings), pytrace=False)


def expect_output(path: Path, printed: str) -> None:
    """Compare a file with what a program prints now; with `REFRESH_OUTPUTS` set, write it.

    Args:
        path: of the file that has the output.
        printed: the output.
    """
    if os.environ.get("REFRESH_OUTPUTS"):
        path.write_text(printed, "utf-8")
    expect_none(stale(name(path), path.read_text("utf-8"), printed))


def stale(path: str, recorded: str, printed: str) -> list[str]:
    """The first line in which a recorded output differs, and how to record it again.

    Args:
        path: of the file that has the output.
        recorded: its text.
        printed: what the program prints now.
    """
    if recorded == printed:
        return []
    pairs = zip_longest(recorded.splitlines(keepends=True), printed.splitlines(keepends=True), fillvalue="")
    number, (found, expected) = next((number, pair) for number, pair in enumerate(pairs, 1) if pair[0] != pair[1])
    test = os.environ["PYTEST_CURRENT_TEST"].partition("::")[0]
    fix = f"If the new output is right, run: REFRESH_OUTPUTS=1 nox --session tests -- {test}"
    return [f"{path}:{number}:1: error: found {found!r}, the program prints {expected!r}. {fix} [output]"]


def findings_in(directory: Path, files: dict[str, str], rule: str) -> list[str]:
    """Write files into a directory and check it.

    Args:
        directory: an empty directory.
        files: content by path.
        rule: the rule whose findings are returned.

    Returns:
        `path:line:column message` in English, in order.
    """
    for path, content in files.items():
        target = directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, "utf-8")
    found = findings_of(directory, rule)
    return [f"{finding.path}:{finding.line}:{finding.column} {finding.message.en}" for finding in found]


def findings_of(directory: Path, rule: str) -> list[Finding]:
    """What a rule, and no other one, finds in a directory, in order."""
    return sort_findings(set(rules.module(rule).check(read(directory))))


def executed_lines(run: Callable[[], object]) -> int:
    """How many lines of Python a call executes: its work, which no load of the machine changes."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: object) -> Any:  # noqa: ANN401
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        run()
    finally:
        sys.settrace(before)
    return count
