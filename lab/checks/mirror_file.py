"""Checks that each `registries.yaml` has only keys that RKE2 and K3s accept."""

from __future__ import annotations

import importlib.metadata
from typing import TYPE_CHECKING, Any

import jsonschema
import yaml

from lab.paths import SNIPPETS, snippet_path

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from lab.checks import PassingSnippets

FILES = (SNIPPETS / "copy-executor-image/registries.yaml", SNIPPETS / "registry-ca/registries.yaml")
MIRRORS = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "properties": {
            "endpoint": {"type": "array", "minItems": 1, "items": {"type": "string", "format": "uri"}},
            "rewrite": {"type": "object", "additionalProperties": {"type": "string"}},
        },
        "additionalProperties": False,
    },
}
CONFIGS = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "properties": {
            "auth": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("username", "password", "auth", "identity_token")},
                "additionalProperties": False,
            },
            "tls": {
                "type": "object",
                "properties": {
                    **{name: {"type": "string"} for name in ("cert_file", "key_file", "ca_file")},
                    "insecure_skip_verify": {"type": "boolean"},
                },
                "additionalProperties": False,
            },
        },
        "additionalProperties": False,
    },
}
REGISTRIES = {
    "type": "object",
    "properties": {"mirrors": MIRRORS, "configs": CONFIGS},
    "additionalProperties": False,
}
"""The schema of `registries.yaml`, the same for K3s; source: https://docs.rke2.io/install/private_registry"""


def subjects(passing: PassingSnippets) -> list[str]:  # noqa: ARG001 (always the same snippets)
    return [snippet_path(file) for file in FILES]


def versions() -> dict[str, str]:
    return {"jsonschema": importlib.metadata.version("jsonschema")}


def failures(snippets: Iterable[str]) -> list[str]:
    validator = jsonschema.Draft202012Validator(REGISTRIES, format_checker=jsonschema.FormatChecker())
    return [
        f"{SNIPPETS.name}/{snippet}:1:1: error: {error.message} [mirror-file]"
        for snippet in snippets
        for error in validator.iter_errors(content(SNIPPETS / snippet))
    ]


def content(file: Path) -> dict[str, Any]:
    """The content of a `registries.yaml`."""
    data: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return data
