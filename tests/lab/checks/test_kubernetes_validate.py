"""kubernetes-validate, strict, accepts only objects that match the schema, for each Kubernetes minor version."""

from __future__ import annotations

from typing import Any

import pytest

from kaniko_guide.facts import kubernetes
from lab.checks import kubernetes_validate as check

POD: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {"name": "a"},
    "spec": {"containers": [{"name": "a", "image": "b:1"}]},
}


@pytest.mark.parametrize("minor", kubernetes.minor_versions())
def test_pod_is_accepted_and_an_unknown_field_is_rejected(minor: str) -> None:
    assert check.is_accepted(POD, minor)
    assert not check.is_accepted(POD | {"specs": {}}, minor)
    assert not check.is_accepted(POD | {"spec": {"containers": [{"name": "a", "images": "b:1"}]}}, minor)
    assert not check.is_accepted(POD | {"spec": {}}, minor)


def test_pod_of_a_jenkinsfile_has_the_fields_that_the_plugin_adds() -> None:
    (document,) = check.documents("quick-start/Jenkinsfile")
    assert (document["apiVersion"], document["kind"]) == ("v1", "Pod")
    assert [container["name"] for container in document["spec"]["containers"]] == ["maven", "kaniko"]
    assert check.failures(["quick-start/Jenkinsfile"]) == []


def test_failure_names_the_snippet_and_each_minor_version(monkeypatch: pytest.MonkeyPatch) -> None:
    snippet = "prerequisites/namespace.yaml"
    assert check.failures([snippet]) == []
    monkeypatch.setattr(check, "documents", lambda _: [POD | {"specs": {}}])
    assert check.failures([snippet]) == [
        f"snippets/{snippet}:1:1: error: does not match the schema of Kubernetes {minor} [kubernetes-validate]"
        for minor in kubernetes.minor_versions()
    ]


def test_files_of_another_kind_are_not_checked() -> None:
    kinds = {"manifest": ["prerequisites/namespace.yaml", "copy-executor-image/registries.yaml"], "jenkinsfile": []}
    assert check.subjects(kinds.__getitem__) == ["prerequisites/namespace.yaml"]
