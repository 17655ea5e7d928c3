"""The versions of what the lock files name."""

from __future__ import annotations

import json
import tomllib
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@cache
def locked(root: Path) -> dict[str, str]:
    """The version of every locked package: of Python's by name, of npm's by `npm/NAME`."""
    python = tomllib.loads((root / "uv.lock").read_text("utf-8"))["package"]
    versions = {package["name"]: package["version"] for package in python if "version" in package}
    npm = json.loads((root / "lab" / "codenarc" / "package-lock.json").read_text("utf-8"))["packages"]
    versions |= {path.replace("node_modules", "npm", 1): package["version"] for path, package in npm.items() if path}
    return versions
