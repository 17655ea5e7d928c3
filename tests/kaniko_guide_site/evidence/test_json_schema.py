from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from pytest_check import check

from kaniko_guide.analysis import schema
from kaniko_guide.facts import kubernetes
from kaniko_guide.sources import manifest
from kaniko_guide.text import Source, Text
from kaniko_guide_site.evidence import json_schema
from tests.kaniko_guide.analysis.test_schema import FULL_POD, paths_in
from tests.support import SNIPPETS

if TYPE_CHECKING:
    import pytest

PATHS = sorted(path for path in SNIPPETS.rglob("*.yaml") if path.name != "registries.yaml")
VALUES: list[Any] = ["word", 7, 1.0, 1.5, True, None, ["a"], {"a": "b"}, [None], {}]


def test_valid_and_invalid_manifests_have_the_same_errors() -> None:
    found = 0
    for path in PATHS:
        with check(f"{path}"):
            for document in manifest.read(Text.canonical(Source.read(path))):
                if schema.schema_kind(document):
                    assert json_schema.agrees(document)
                    found += 1
    assert found


def test_every_changed_value_has_the_same_errors() -> None:
    (document,) = manifest.read(Text.canonical(Source("pod.yaml", FULL_POD)))
    minor = kubernetes.minor_versions()[0]
    for path in paths_in(document.data):
        with check(f"{path}"):
            for value in VALUES:
                data = copy.deepcopy(document.data)
                parent = data
                for step in path[:-1]:
                    parent = parent[step]
                parent[path[-1]] = value
                expected = json_schema.error_paths(data, "v1/Pod", minor)
                assert json_schema.paths_of(schema.validate(data, "v1/Pod", minor)) == expected, value


def test_different_errors_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    (document,) = manifest.read(Text.canonical(Source("pod.yaml", FULL_POD.replace("image:", "images:"))))
    assert json_schema.agrees(document)
    monkeypatch.setattr(schema, "validate", lambda *_: [])
    assert not json_schema.agrees(document)
