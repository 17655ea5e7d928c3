"""The Kubernetes minors that manifests are judged on, with a strict schema for each."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from typing import Any

from jsonschema_rs import Draft202012Validator

from kaniko_guide.facts import FOLDER, Fact, Facts, load


class Minor(Fact, frozen=True):
    """A minor.

    Attributes:
        minor: `1.35`.
        end_of_life: the day on which upstream's support ends.
        why: who still releases it, joined by ` and `.
    """

    minor: str
    end_of_life: dt.date
    why: str


class _Schemas(Fact, frozen=True):
    source: str
    kinds: tuple[str, ...]


class File(Facts, frozen=True, kw_only=True):
    """`kubernetes.yml`."""

    minors: tuple[Minor, ...]
    schemas: _Schemas


def supported() -> tuple[Minor, ...]:
    """The minors, oldest first, with what is known of each."""
    return load(__file__, File).minors


@cache
def minors() -> tuple[str, ...]:
    """The minors, oldest first: `1.35`."""
    return tuple(one.minor for one in supported())


def kinds() -> tuple[str, ...]:
    """The kinds that have a schema, by API version and kind: `v1/Pod`."""
    return load(__file__, File).schemas.kinds


@cache
def validator(minor: str, kind: str) -> Draft202012Validator:
    """The strict schema of a kind: fields it does not know are errors.

    Args:
        minor: one of `minors()`.
        kind: one of `kinds()`.
    """
    return Draft202012Validator({"$ref": f"#/$defs/{kind.rpartition('/')[2]}", **schema(minor)})


@cache
def schema(minor: str) -> dict[str, Any]:
    """The strict schemas of a minor, below `$defs` by name.

    Args:
        minor: one of `minors()`.
    """
    return {"$defs": json.loads(FOLDER.joinpath("schemas", f"{minor}.json").read_text("utf-8"))}
