"""The heavy checks, one module a tool: `nox --session verify` runs and records them, tests give them bad input.

Each module offers what `Check` says. Nothing here knows pytest, and nothing is skipped here: a program that isn't there
raises `MissingToolError`. Who changes a check so that it may judge differently raises its `version` in `checks.yml`.
"""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Protocol, cast

from kaniko_guide.text import Source, Text
from kaniko_guide_site.snippets.snippet import EXAMPLES as EXAMPLE_PAIRS
from kaniko_guide_site.snippets.snippet import Snippet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    Sound = Callable[[str], list[str]]

ROOT = Path(__file__).parents[2]
SNIPPETS = ROOT / "snippets"
EXAMPLES = SNIPPETS / EXAMPLE_PAIRS


class Check(Protocol):
    """What a module of this package offers."""

    def subjects(self, sound: Sound) -> list[str]:
        """The snippets it judges, by their path below `snippets/`.

        Args:
            sound: tells the snippets of a kind (see `project.kind_of`) that must be without fault.
        """

    def versions(self) -> dict[str, str]:
        """The programs it runs, each with its version.

        Raises:
            MissingToolError: one of them isn't there.
        """

    def faults(self, snippets: Iterable[str]) -> list[str]:
        """What it finds wrong, a line each, as compilers print it.

        Raises:
            MissingToolError: a program isn't there.
        """


class MissingToolError(Exception):
    """A program isn't there.

    Args:
        name: by which `debts.yml` lists it.
        detail: more than that list says.
    """

    def __init__(self, name: str, detail: str = "") -> None:
        super().__init__(f"{name} is missing. {detail}".strip())
        self.name = name
        self.detail = detail


def lack(name: str, detail: str = "") -> NoReturn:
    """Say that a program isn't there.

    Args:
        name: see `MissingToolError`.
        detail: see there.

    Raises:
        MissingToolError: always.
    """
    raise MissingToolError(name, detail)


def find(name: str) -> str:
    """The path of a program, from this environment first, then from PATH.

    Raises:
        MissingToolError: it is in neither.
    """
    beside = shutil.which(name, path=str(Path(sys.executable).parent))
    found = beside or shutil.which(name)
    if found is None:
        lack(name)
    return found


@cache
def said(*command: str) -> str:
    """What a program that ends with success prints when it is asked for its version."""
    done = subprocess.run([find(command[0]), *command[1:]], capture_output=True, text=True, check=True)
    return done.stdout + done.stderr


@cache
def load() -> Mapping[str, Check]:
    """All heavy checks by name, in alphabetical order."""
    names = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if path.stem != "__init__")
    return {name.replace("_", "-"): cast("Check", importlib.import_module(f"{__name__}.{name}")) for name in names}


def below(path: Path) -> str:
    """A snippet's path below `snippets/`."""
    return path.relative_to(SNIPPETS).as_posix()


def canonical(snippet: str) -> Text:
    """A snippet's canonical text, that knows its place below the project's root."""
    path = SNIPPETS / snippet
    return Text.canonical(Source.read(path, path.relative_to(ROOT).as_posix()))


def folder_of(snippet: str) -> Path:
    """The folder that is read with a snippet: its recipe, or its example."""
    return SNIPPETS / Snippet(snippet).folder
