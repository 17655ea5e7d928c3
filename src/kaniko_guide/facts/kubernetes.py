"""The Kubernetes minor versions that manifests are checked against, with a strict schema for each."""

import datetime as dt
from functools import cache
from typing import Any

from msgspec import json

from kaniko_guide.facts import DIRECTORY, Fact, Facts, load

SCHEMAS = DIRECTORY / "schemas" / "kubernetes.json"
"""The schemas of all minor versions."""


class DistributionRelease(Fact, frozen=True):
    """The newest release of a distribution that the source had.

    Attributes:
        release: `v1.35.8+rke2r1`.
        seen: the day of the source.
    """

    release: str
    seen: dt.date


class MinorVersion(Fact, frozen=True):
    """A minor version.

    Attributes:
        version: `1.35`.
        end_of_life: the day on which upstream's support ends.
        rke2: the newest release of RKE2 of this minor version.
    """

    version: str
    end_of_life: dt.date
    rke2: DistributionRelease


class _Schemas(Fact, frozen=True):
    source: str
    kinds: tuple[str, ...]


class File(Facts, frozen=True, kw_only=True):
    """`kubernetes.yml`."""

    minor_versions: tuple[MinorVersion, ...]
    schemas: _Schemas


def supported_versions() -> tuple[MinorVersion, ...]:
    """The minor versions, oldest first, with their end of life."""
    return load(__file__, File).minor_versions


@cache
def minor_versions() -> tuple[str, ...]:
    """The minor versions, oldest first: `1.35`."""
    return tuple(minor.version for minor in supported_versions())


def kinds() -> tuple[str, ...]:
    """The kinds that have a schema, by API version and kind: `v1/Pod`."""
    return load(__file__, File).schemas.kinds


@cache
def definitions(version: str) -> dict[str, Any]:
    """The strict schemas of a minor version, by name: unknown fields are errors.

    Args:
        version: one of `minor_versions()`.
    """
    return {name: schema for name, found in _schemas().items() for schema, versions in found if version in versions}


def variants(name: str) -> list[tuple[dict[str, Any], frozenset[str]]]:
    """The strict schemas with a name, each with the minor versions that have it, the oldest first.

    Args:
        name: such as `PodSpec`.
    """
    return _schemas()[name]


@cache
def _schemas() -> dict[str, list[tuple[dict[str, Any], frozenset[str]]]]:
    return json.decode(SCHEMAS.read_bytes(), type=dict[str, list[tuple[dict[str, Any], frozenset[str]]]])
