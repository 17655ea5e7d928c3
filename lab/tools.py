"""The programs that are run: where they are, which versions, and what is said where one is missing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NoReturn


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
