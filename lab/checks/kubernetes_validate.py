"""Validates manifests and pods of Jenkinsfiles by kubernetes-validate, strict, for each Kubernetes minor version."""

from __future__ import annotations

import functools
import importlib.metadata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from unittest import mock

import kubernetes_validate as library
from kubernetes_validate import utils

from kaniko_guide import project
from kaniko_guide.analysis import schema
from kaniko_guide.facts import kubernetes
from lab.paths import SNIPPETS, canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kaniko_guide.sources.model import Manifest
    from lab.checks import PassingSnippets

FILLED_BY_THE_PLUGIN = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}}

_contents = functools.cache(utils.schema_contents)


def subjects(passing: PassingSnippets) -> list[str]:
    return [snippet for kind in ("manifest", "jenkinsfile") for snippet in passing(kind) if objects(snippet)]


def versions() -> dict[str, str]:
    first, *_, last = kubernetes.minor_versions()
    return {
        "kubernetes-validate": importlib.metadata.version("kubernetes-validate"),
        "Kubernetes": f"{first}–{last}",
    }


def failures(snippets: Iterable[str]) -> list[str]:
    return [line for snippet in snippets for line in rejecting_versions(snippet)]


def rejecting_versions(snippet: str) -> list[str]:
    """The Kubernetes minor versions whose schema a snippet does not match, a line each."""
    return [
        f"{SNIPPETS.name}/{snippet}:1:1: error: does not match the schema of Kubernetes {minor} [kubernetes-validate]"
        for data in documents(snippet)
        for minor in kubernetes.minor_versions()
        if not is_accepted(data, minor)
    ]


def objects(snippet: str) -> list[Manifest]:
    """The Kubernetes objects in a snippet, which is read without the other files of its recipe."""
    text = canonical(snippet)
    path = PurePosixPath(snippet)
    return [
        document
        for document in project.assemble({path: project.kind_by_name(path)}, lambda _: text).manifests
        if isinstance(document.data, dict)
        and (schema.schema_kind(document) or {"apiVersion", "kind"} <= document.data.keys())
    ]


def documents(snippet: str) -> Iterator[dict[str, Any]]:
    """The objects as kubernetes-validate gets them, with the fields that the Kubernetes plugin adds in Jenkins."""
    for document in objects(snippet):
        yield FILLED_BY_THE_PLUGIN | document.data if document.in_jenkinsfile else document.data


def is_accepted(data: Any, minor: str) -> bool:  # noqa: ANN401
    """Whether kubernetes-validate, strict, accepts an object."""
    with mock.patch.object(utils, "schema_contents", _contents):
        try:
            library.validate(data, minor, strict=True)
        except library.ValidationError:
            return False
    return True
