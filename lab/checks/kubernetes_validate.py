"""kubernetes-validate, strict, takes every manifest and every pod in a Jenkinsfile, on each Kubernetes minor."""

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
    from lab.checks import Sound

FILLED_BY_THE_PLUGIN = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}}

_contents = functools.cache(utils.schema_contents)


def subjects(sound: Sound) -> list[str]:
    return [snippet for kind in ("manifest", "jenkinsfile") for snippet in sound(kind) if judged(snippet)]


def versions() -> dict[str, str]:
    return {"kubernetes-validate": importlib.metadata.version("kubernetes-validate")}


def faults(snippets: Iterable[str]) -> list[str]:
    return [line for snippet in snippets for line in refused(snippet)]


def refused(snippet: str) -> list[str]:
    """The Kubernetes minors that refuse a snippet."""
    return [
        f"{SNIPPETS.name}/{snippet}:1:1: error: Kubernetes {minor} refuses it [kubernetes-validate]"
        for data in documents(snippet)
        for minor in kubernetes.minor_versions()
        if not accepted(data, minor)
    ]


def judged(snippet: str) -> list[Manifest]:
    """The documents of a snippet, read alone, that the rules judge as Kubernetes' own, or that say what they are."""
    text = canonical(snippet)
    path = PurePosixPath(snippet)
    return [
        document
        for document in project.assemble({path: project.kind_by_name(path)}, lambda _: text).manifests
        if isinstance(document.data, dict)
        and (schema.schema_kind(document) or {"apiVersion", "kind"} <= document.data.keys())
    ]


def documents(snippet: str) -> Iterator[dict[str, Any]]:
    """What kubernetes-validate is given; the Kubernetes plugin fills what a Jenkinsfile leaves out."""
    for document in judged(snippet):
        yield FILLED_BY_THE_PLUGIN | document.data if document.in_jenkinsfile else document.data


def accepted(data: Any, minor: str) -> bool:  # noqa: ANN401
    """Whether kubernetes-validate, strict, takes a document."""
    with mock.patch.object(utils, "schema_contents", _contents):
        try:
            library.validate(data, minor, strict=True)
        except library.ValidationError:
            return False
    return True
