"""The Kubernetes minor versions that manifests are checked against, with a strict schema for each."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from typing import Any

from jsonschema_rs import Draft202012Validator

from kaniko_guide.facts import DIRECTORY, Fact, Facts, load


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
def validator(version: str, kind: str) -> Draft202012Validator:
    """The strict schema of a kind: unknown fields are errors.

    Args:
        version: one of `minor_versions()`.
        kind: one of `kinds()`.
    """
    return Draft202012Validator({"$ref": f"#/$defs/{kind.rpartition('/')[2]}", **schema(version)})


@cache
def schema(version: str) -> dict[str, Any]:
    """The strict schemas of a minor version, by name below `$defs`.

    Args:
        version: one of `minor_versions()`.
    """
    return {"$defs": json.loads(DIRECTORY.joinpath("schemas", f"{version}.json").read_text("utf-8"))}
