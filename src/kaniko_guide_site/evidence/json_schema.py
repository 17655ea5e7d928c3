"""Validates manifests with the shipped schemas by jsonschema-rs, a validator of its own."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from jsonschema_rs import Draft202012Validator

from kaniko_guide.analysis import schema
from kaniko_guide.analysis.pod_values import REFERENCE
from kaniko_guide.facts import kubernetes

if TYPE_CHECKING:
    from kaniko_guide.sources.model import Manifest
    from kaniko_guide.sources.yaml_tree import YamlPath


def agrees(manifest: Manifest) -> bool:
    """Whether it finds errors at the same places as `analysis.schema`, in every minor version.

    Args:
        manifest: of a kind that has a schema.
    """
    kind = schema.schema_kind(manifest)
    return kind is not None and all(
        error_paths(manifest.data, kind, minor) == paths_of(schema.validate(manifest.data, kind, minor))
        for minor in kubernetes.minor_versions()
    )


def error_paths(data: object, kind: str, minor: str) -> set[tuple[str, YamlPath]]:
    """The errors of a minor version: the keyword of the schema and the path of the invalid value.

    Args:
        data: the document.
        kind: one of `kubernetes.kinds()`.
        minor: one of `kubernetes.minor_versions()`.
    """
    return {
        (str(error.schema_path[-1]).replace("oneOf", "type"), tuple(error.instance_path))
        for error in _validator(kind, minor).iter_errors(data)
    }


def paths_of(errors: list[schema.SchemaError]) -> set[tuple[str, YamlPath]]:
    """Errors of `analysis.schema` as `error_paths` gives them."""
    keywords = {"unknown": "additionalProperties", "missing": "required", "word": "enum", "type": "type"}
    return {(keywords[error.kind], error.path[:-1] if error.kind == "unknown" else error.path) for error in errors}


@cache
def _validator(kind: str, minor: str) -> Draft202012Validator:
    reference = {"$ref": f"{REFERENCE}{kind.rpartition('/')[2]}"}
    return Draft202012Validator({**reference, "$defs": kubernetes.definitions(minor)})
