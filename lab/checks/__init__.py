"""The recorded checks, a module for each: `nox --session verify` runs and records them, tests give them invalid input.

Each module has the functions of `Check`. Nothing is skipped here: a missing program raises `UnavailableError`. A change
that may alter the result of a check needs a higher `version` of it in `checks.yml`.
"""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    PassingSnippets = Callable[[str], list[str]]


class Check(Protocol):
    """The functions of each module in this package."""

    def subjects(self, passing: PassingSnippets) -> list[str]:
        """The snippets that it checks, by their path below `snippets/`.

        Args:
            passing: returns the snippets of a kind (see `project.kind_by_name`) that must pass every check.
        """

    def versions(self) -> dict[str, str]:
        """The version of each program that it runs.

        Raises:
            UnavailableError: one of them, or a condition of the run, is missing.
        """

    def failures(self, snippets: Iterable[str]) -> list[str]:
        """What is wrong with the snippets, as lines `path:line:column: error: message [check]`.

        Raises:
            UnavailableError: a program, or a condition of the run, is missing.
        """


@cache
def load() -> Mapping[str, Check]:
    """All recorded checks by name, in alphabetical order."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem != "__init__")
    return {name.replace("_", "-"): cast("Check", importlib.import_module(f"{__name__}.{name}")) for name in names}
