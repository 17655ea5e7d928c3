"""The wheels of the command's dependencies, as `uv.lock` names them: address, hash and size."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from packaging.tags import compatible_tags, cpython_tags
from packaging.utils import parse_wheel_filename

from kaniko_guide_site.stamps import stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from packaging.tags import Tag

    from kaniko_guide_site.stamps import Stamp

PROJECT = "kaniko-guide"
PYTHONS = ((3, 11), (3, 12), (3, 13), (3, 14))
"""The versions of CPython whose wheels the site carries."""

ARCHITECTURES = ("x86_64", "aarch64")
"""The architectures of Linux whose wheels the site carries, as wheels name them."""

GLIBC = (2, 28)
"""The oldest glibc for which the site carries wheels: that of Debian 10 and of RHEL 8."""


class LockError(Exception):
    """`uv.lock` does not offer what the site must carry."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """A wheel of a dependency.

    Attributes:
        address: where it is published.
        sha256: its hash, hexadecimal.
        size: in bytes.
    """

    address: str
    sha256: str
    size: int

    @property
    def name(self) -> str:
        """The name of its file."""
        return unquote(urlsplit(self.address).path.rpartition("/")[2])

    @property
    def tags(self) -> frozenset[Tag]:
        """The tags of the platforms on which it runs."""
        return parse_wheel_filename(self.name)[3]


@dataclass(frozen=True, slots=True)
class Package:
    """A dependency of the command at run time, its own dependencies among them.

    Attributes:
        name, version: as locked.
        wheels: for all platforms.
    """

    name: str
    version: str
    wheels: tuple[Wheel, ...]


def packages(root: Path) -> tuple[Package, ...]:
    """The dependencies at run time, by name; those of extras are not among them.

    Args:
        root: the project's directory.

    Raises:
        LockError: a dependency has no wheel, or is needed only on some platforms.
    """
    lock = root / "uv.lock"
    return _read(lock, stamp(lock))


@lru_cache(maxsize=1)
def _read(lock: Path, _stamp: Stamp) -> tuple[Package, ...]:
    locked: dict[str, Any] = {entry["name"]: entry for entry in tomllib.loads(lock.read_text("utf-8"))["package"]}
    found: dict[str, Package] = {}
    waiting = [PROJECT]
    while waiting:
        for dependency in locked[waiting.pop()].get("dependencies", ()):
            name = dependency["name"]
            if set(dependency) - {"name"}:
                message = f"uv.lock: {name} has a condition or an extra, which the list of requirements can't express"
                raise LockError(message)
            if name not in found:
                found[name] = _package(locked[name])
                waiting.append(name)
    return tuple(found[name] for name in sorted(found))


def _package(entry: Mapping[str, Any]) -> Package:
    wheels = tuple(
        Wheel(wheel["url"], wheel["hash"].removeprefix("sha256:"), wheel["size"]) for wheel in entry.get("wheels", ())
    )
    if not wheels:
        message = f"uv.lock: {entry['name']} has no wheel"
        raise LockError(message)
    return Package(entry["name"], entry["version"], wheels)


def for_platform(known: Iterable[Package], python: tuple[int, int], architecture: str) -> tuple[Wheel, ...]:
    """The wheel of each package that pip installs on a Linux with glibc.

    Args:
        known: the packages.
        python: the version of CPython.
        architecture: as wheels name it.

    Raises:
        LockError: a package has no wheel for it.
    """
    ranks = {tag: rank for rank, tag in reversed(list(enumerate(_tags(python, architecture))))}
    chosen = []
    for package in known:
        ranked = [
            (min(ranks[tag] for tag in usable), wheel.name, wheel)
            for wheel in package.wheels
            if (usable := wheel.tags & ranks.keys())
        ]
        if not ranked:
            message = f"uv.lock: {package.name} has no wheel for CPython {python[0]}.{python[1]} on {architecture}"
            raise LockError(message)
        chosen.append(min(ranked)[2])
    return tuple(chosen)


def _tags(python: tuple[int, int], architecture: str) -> Iterator[Tag]:
    """The tags that such a platform accepts, the best first."""
    platforms = [f"manylinux_{GLIBC[0]}_{minor}_{architecture}" for minor in range(GLIBC[1], 16, -1)]
    platforms.append(f"manylinux2014_{architecture}")
    yield from cpython_tags(python, platforms=platforms)
    yield from compatible_tags(python, f"cp{python[0]}{python[1]}", platforms)


def carried(known: Iterable[Package], *architectures: str) -> tuple[Wheel, ...]:
    """The wheels for all versions of CPython that the site carries, each once, by name.

    Args:
        known: the packages.
        architectures: all of them if none is given.

    Raises:
        LockError: a package has no wheel for one of them.
    """
    known = tuple(known)
    wheels = {
        wheel.name: wheel
        for python, architecture in product(PYTHONS, architectures or ARCHITECTURES)
        for wheel in for_platform(known, python, architecture)
    }
    return tuple(wheels[name] for name in sorted(wheels))
