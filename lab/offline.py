"""Downloads the wheels that a published site carries: `nox --session offline`.

Each is the one of `uv.lock`, by address and hash. What is there already is not downloaded again.
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

from kaniko_guide_site import locked_wheels
from lab.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kaniko_guide_site.locked_wheels import Wheel

SECONDS = 180
"""How long a server may keep silent."""


class DifferentError(Exception):
    """What was downloaded is not the locked wheel."""


def download(wheels: Iterable[Wheel], directory: Path) -> int:
    """Download wheels into a directory, and remove from it what is not among them.

    Args:
        wheels: those of the lock file.
        directory: is made if it does not exist.

    Returns:
        How many were downloaded.

    Raises:
        DifferentError: the hash of one differs; it is not kept.
        OSError: a server can't be reached.
    """
    directory.mkdir(parents=True, exist_ok=True)
    wheels = tuple(wheels)
    for path in directory.iterdir():
        if path.name not in {wheel.name for wheel in wheels}:
            path.unlink()
    count = 0
    for wheel in wheels:
        path = directory / wheel.name
        if path.is_file() and _hash(path.read_bytes()) == wheel.sha256:
            continue
        with urlopen(wheel.address, timeout=SECONDS) as answer:  # noqa: S310 (an address of the lock file)
            content: bytes = answer.read()
        if _hash(content) != wheel.sha256:
            message = f"{wheel.address} has the hash {_hash(content)}, expected {wheel.sha256}"
            raise DifferentError(message)
        path.write_bytes(content)
        count += 1
    return count


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def main() -> int:
    """Download the wheels into the directory that the argument names."""
    directory = Path(sys.argv[1])
    wheels = locked_wheels.carried(locked_wheels.packages(ROOT))
    count = download(wheels, directory)
    size = sum(wheel.size for wheel in wheels)
    sys.stdout.write(f"{directory}: {len(wheels)} wheels, {size / 1e6:.1f} MB, {count} of them downloaded now\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
