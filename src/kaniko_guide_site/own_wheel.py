"""The wheel of the command, built from the project's directory; the same commit gives the same bytes."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from kaniko_guide_site.stamps import Stamp, stamp

SOURCES = (
    *("CHANGELOG.md", "LICENSE", "NOTICE", "README.md", "hatch_build.py", "pyproject.toml"),
    *(".git/HEAD", ".git/logs/HEAD"),
)
"""What the wheel is made of beside `src/kaniko_guide`; the version is in Git's tags."""

_BUILDERS = ThreadPoolExecutor(1)


class BuildError(Exception):
    """The wheel was not built; the message is the last line of the builder."""


@dataclass(frozen=True, slots=True)
class OwnWheel:
    """The wheel of the command.

    Attributes:
        name: of its file.
        content: its bytes.
    """

    name: str
    content: bytes

    @property
    def version(self) -> str:
        """The version that it contains."""
        return self.name.split("-")[1]

    @property
    def sha256(self) -> str:
        """Its hash, hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def begin(root: Path) -> Future[OwnWheel]:
    """Begin to build the wheel in a process of its own, again only if a file changed.

    Args:
        root: the project's directory.
    """
    files = [*(root / name for name in SOURCES), *sorted((root / "src" / "kaniko_guide").rglob("*"))]
    stamps = tuple((str(path), stamp(path)) for path in files if "__pycache__" not in path.parts)
    return _begin(root, stamps)


def build(root: Path) -> OwnWheel:
    """The wheel, as soon as it is built.

    Args:
        root: the project's directory.

    Raises:
        BuildError: see there.
    """
    return begin(root).result()


@lru_cache(maxsize=1)
def _begin(root: Path, _stamps: tuple[tuple[str, Stamp], ...]) -> Future[OwnWheel]:
    return _BUILDERS.submit(_build, root)


def _build(root: Path) -> OwnWheel:
    with TemporaryDirectory() as directory:
        command = [sys.executable, "-I", "-m", "hatchling", "build", "--target=wheel", f"--directory={directory}"]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603 (no input)
        if done.returncode:
            raise BuildError(done.stderr.strip().rpartition("\n")[2])
        (built,) = Path(directory).glob("*.whl")
        return OwnWheel(built.name, built.read_bytes())
