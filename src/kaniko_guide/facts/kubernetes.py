"""The Kubernetes minors that manifests are judged on, with a strict schema for each."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from jsonschema import Draft202012Validator


@cache
def load() -> dict[str, Any]:
    """The content of `kubernetes.yml`."""
    data: dict[str, Any] = yaml.safe_load(files(__package__).joinpath("kubernetes.yml").read_text("utf-8"))
    return data


@cache
def minors() -> tuple[str, ...]:
    """The minors, oldest first: `1.35`."""
    return tuple(entry["minor"] for entry in load()["minors"])


@cache
def kinds() -> tuple[str, ...]:
    """The kinds that have a schema, by API version and kind: `v1/Pod`."""
    return tuple(load()["schemas"]["kinds"])


@cache
def validator(minor: str, kind: str) -> Draft202012Validator:
    """The strict schema of a kind: fields it does not know are errors.

    Args:
        minor: one of `minors()`.
        kind: one of `kinds()`.
    """
    return Draft202012Validator({"$ref": f"#/$defs/{kind.rpartition('/')[2]}", "$defs": _definitions(minor)})


@cache
def _definitions(minor: str) -> dict[str, Any]:
    schemas = files(__package__).joinpath("schemas")
    definitions: dict[str, Any] = json.loads(schemas.joinpath(f"{minor}.json").read_text("utf-8"))
    return definitions
