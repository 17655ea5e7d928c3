"""The heavy checks, one module a tool: `nox --session verify` runs and records them, tests give them bad input.

Each module offers what `Check` says. Nothing here knows pytest, and nothing is skipped here: a program that isn't there
raises `UnavailableError`. Who changes a check so that it may judge differently raises its `version` in `checks.yml`.
"""

from __future__ import annotations

import importlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Sound = Callable[[str], list[str]]


class Check(Protocol):
    """What a module of this package offers."""

    def subjects(self, sound: Sound) -> list[str]:
        """The snippets it judges, by their path below `snippets/`.

        Args:
            sound: tells the snippets of a kind (see `project.kind_by_name`) that must be without fault.
        """

    def versions(self) -> dict[str, str]:
        """The programs it runs, each with its version.

        Raises:
            UnavailableError: one of them, or a condition of the run, is missing.
        """

    def faults(self, snippets: Iterable[str]) -> list[str]:
        """What it finds wrong, a line each, as compilers print it.

        Raises:
            UnavailableError: a program, or a condition of the run, is missing.
        """


@cache
def load() -> Mapping[str, Check]:
    """All heavy checks by name, in alphabetical order."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem != "__init__")
    return {name.replace("_", "-"): cast("Check", importlib.import_module(f"{__name__}.{name}")) for name in names}
