"""kubernetes-validate, strict: it takes manifests that Kubernetes has, and no other, on each minor."""

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
def test_pod_is_taken_and_a_field_that_there_is_not_is_refused(minor: str) -> None:
    assert check.accepted(POD, minor)
    assert not check.accepted(POD | {"specs": {}}, minor)
    assert not check.accepted(POD | {"spec": {"containers": [{"name": "a", "images": "b:1"}]}}, minor)
    assert not check.accepted(POD | {"spec": {}}, minor)


def test_pod_of_a_jenkinsfile_has_what_the_plugin_fills_in() -> None:
    (document,) = check.documents("quick-start/Jenkinsfile")
    assert (document["apiVersion"], document["kind"]) == ("v1", "Pod")
    assert [container["name"] for container in document["spec"]["containers"]] == ["maven", "kaniko"]
    assert check.faults(["quick-start/Jenkinsfile"]) == []


def test_refusal_names_the_snippet_and_each_minor(monkeypatch: pytest.MonkeyPatch) -> None:
    snippet = "prerequisites/namespace.yaml"
    assert check.faults([snippet]) == []
    monkeypatch.setattr(check, "documents", lambda _: [POD | {"specs": {}}])
    assert check.faults([snippet]) == [
        f"snippets/{snippet}:1:1: error: Kubernetes {minor} refuses it [kubernetes-validate]"
        for minor in kubernetes.minor_versions()
    ]


def test_files_of_another_kind_are_not_judged() -> None:
    kinds = {"manifest": ["prerequisites/namespace.yaml", "copy-executor-image/registries.yaml"], "jenkinsfile": []}
    assert check.subjects(kinds.__getitem__) == ["prerequisites/namespace.yaml"]
