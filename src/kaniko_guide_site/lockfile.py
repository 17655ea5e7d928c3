"""The versions of the packages in the lock files."""

from __future__ import annotations

import json
import tomllib
from functools import lru_cache
from typing import TYPE_CHECKING

from kaniko_guide_site.stamps import stamp

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide_site.stamps import Stamp


def locked_versions(root: Path) -> dict[str, str]:
    """The version of every locked package: of Python's by name, of npm's by `npm/NAME`.

    They are read again when a lock file changes.

    Args:
        root: the project's directory.
    """
    python, npm = root / "uv.lock", root / "lab" / "codenarc" / "package-lock.json"
    return _read_versions(python, npm, (stamp(python), stamp(npm)))


@lru_cache(maxsize=1)
def _read_versions(python: Path, npm: Path, _stamps: tuple[Stamp, Stamp]) -> dict[str, str]:
    packages = tomllib.loads(python.read_text("utf-8"))["package"]
    modules = json.loads(npm.read_text("utf-8"))["packages"]
    versions = {package["name"]: package["version"] for package in packages if "version" in package}
    versions |= {path.replace("node_modules", "npm", 1): module["version"] for path, module in modules.items() if path}
    return versions
