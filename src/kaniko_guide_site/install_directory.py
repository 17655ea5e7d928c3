"""The directory `install/` of the site: the wheel, the requirements with hashes, and in a published site all wheels.

Every build of the site contains the command's own wheel, which is built without a network. `nox --session offline` also
brings the wheels of the dependencies, and one archive with everything for computers without a network.
"""

from __future__ import annotations

import hashlib
import io
import tarfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kaniko_guide_site import locked_wheels, own_wheel, templates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kaniko_guide_site.locked_wheels import Package, Wheel
    from kaniko_guide_site.own_wheel import OwnWheel

DIRECTORY = "install"
"""Its path below the site's root."""

REQUIREMENTS = "requirements.txt"
SUMS = "SHA256SUMS"
ARCHIVE = "kaniko-guide.tar"
"""The archive of everything; it unpacks into a directory of this name without `.tar`."""


class WheelError(Exception):
    """A wheel of a dependency is missing, or is not the locked one."""


@dataclass(frozen=True)
class Installation:
    """What the site offers to install.

    Attributes:
        own: the wheel of the command.
        packages: its dependencies.
        wheels: those of the dependencies that a published site carries.
    """

    own: OwnWheel
    packages: tuple[Package, ...]
    wheels: tuple[Wheel, ...]

    @property
    def requirements(self) -> str:
        """The list of requirements: every package at one version, with the hashes of its wheels for all platforms."""
        own = f"{locked_wheels.PROJECT}=={self.own.version} \\\n    --hash=sha256:{self.own.sha256}"
        rest = [
            " \\\n".join([f"{one.name}=={one.version}", *(f"    --hash=sha256:{wheel.sha256}" for wheel in one.wheels)])
            for one in self.packages
        ]
        return "\n".join(["--only-binary=:all:", own, *rest, ""])

    @property
    def archive_size(self) -> int:
        """The size of the archive of everything, in bytes, known without the wheels."""
        sizes = {name: len(content) for name, content in self.files(complete=True).items()}
        sizes |= {wheel.name: wheel.size for wheel in self.wheels}
        headers = sum(len(_entry(name, size).tobuf(tarfile.GNU_FORMAT)) for name, size in sizes.items())
        contents = sum(_rounded(size, tarfile.BLOCKSIZE) for size in sizes.values())
        return _rounded(headers + contents + 2 * tarfile.BLOCKSIZE, tarfile.RECORDSIZE)

    def files(self, *, complete: bool) -> dict[str, bytes]:
        """The small files, by name: the command's wheel, the requirements, the list for pip, and the checksums.

        Args:
            complete: whether the directory also contains the wheels of the dependencies.
        """
        sums = {self.own.name: self.own.sha256}
        if complete:
            sums |= {wheel.name: wheel.sha256 for wheel in self.wheels}
        requirements = self.requirements.encode()
        return {
            self.own.name: self.own.content,
            REQUIREMENTS: requirements,
            "index.html": _index(sums).encode(),
            SUMS: _sums(sums | {REQUIREMENTS: hashlib.sha256(requirements).hexdigest()}).encode(),
        }


def describe(root: Path) -> Installation:
    """What the site offers to install.

    Args:
        root: the project's directory.

    Raises:
        BuildError: the wheel was not built.
        LockError: `uv.lock` lacks a wheel.
    """
    packages = locked_wheels.packages(root)
    return Installation(own_wheel.build(root), packages, locked_wheels.carried(packages))


def write(root: Path, site: Path, wheels: Path | None) -> None:
    """Write the directory into a built site.

    Args:
        root: the project's directory.
        site: the directory of the built site.
        wheels: the directory with the wheels of the dependencies; None for a site without them.

    Raises:
        BuildError, LockError: see `describe`.
        WheelError: a wheel is missing in `wheels`, or has another hash than the locked one.
    """
    offered = describe(root)
    target = site / DIRECTORY
    target.mkdir(parents=True, exist_ok=True)
    files = offered.files(complete=wheels is not None)
    if wheels is not None:
        files |= {wheel.name: _checked(wheels, wheel) for wheel in offered.wheels}
        (target / ARCHIVE).write_bytes(archive(files))
    for name, content in files.items():
        (target / name).write_bytes(content)


def _checked(directory: Path, wheel: Wheel) -> bytes:
    """The content of a wheel, whose hash must be the locked one."""
    path = directory / wheel.name
    if not path.is_file():
        message = f"{wheel.name} is missing; run: nox --session offline"
        raise WheelError(message)
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != wheel.sha256:
        message = f"{wheel.name} is not the locked one: its hash differs; remove it, and run: nox --session offline"
        raise WheelError(message)
    return content


def archive(files: Mapping[str, bytes]) -> bytes:
    """All files as an archive; the same files give the same bytes.

    Args:
        files: content by name.
    """
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT) as packed:
        for name in sorted(files):
            packed.addfile(_entry(name, len(files[name])), io.BytesIO(files[name]))
    return buffer.getvalue()


def _entry(name: str, size: int) -> tarfile.TarInfo:
    entry = tarfile.TarInfo(f"{ARCHIVE.removesuffix('.tar')}/{name}")
    entry.size = size
    return entry


def _rounded(size: int, unit: int) -> int:
    return -(-size // unit) * unit


def _sums(sums: Mapping[str, str]) -> str:
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums))


def _index(sums: Mapping[str, str]) -> str:
    """The page on which `pip --find-links` finds the wheels."""
    return templates.render("install_index.html", sums=sorted(sums.items()))
