"""The Kubernetes minors that manifests are judged on, with a strict schema for each."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema_rs import Draft202012Validator

from kaniko_guide.facts import content


@cache
def minors() -> tuple[str, ...]:
    """The minors, oldest first: `1.35`."""
    return tuple(entry["minor"] for entry in content("kubernetes")["minors"])


@cache
def kinds() -> tuple[str, ...]:
    """The kinds that have a schema, by API version and kind: `v1/Pod`."""
    return tuple(content("kubernetes")["schemas"]["kinds"])


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
    schemas = files(__package__).joinpath("schemas")
    return {"$defs": json.loads(schemas.joinpath(f"{minor}.json").read_text("utf-8"))}
