"""Questions to the API server, without anything being created."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lab.cluster import dry_run
from lab.cluster.dry_run import Request

if TYPE_CHECKING:
    from lab.cluster.client import Cluster

pytestmark = pytest.mark.tool

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers:\n  - {name: a, image: busybox, imag: x}\n"


def test_answers_have_the_order_of_the_requests_and_nothing_is_created(namespace: Cluster) -> None:
    invalid, unreadable = POD.replace("name: a,", "name: A_,"), POD.replace("name: a,", "name: [],")
    requests = [Request(namespace.namespace, "Warn", text) for text in (POD, invalid, unreadable, POD)]
    requests.append(Request(namespace.namespace, "Strict", POD))
    first, second, third, fourth, strict = dry_run.ask(namespace, requests)
    assert (first.code, first.message, first.causes) == (201, "", ())
    assert first.warnings == fourth.warnings == ('unknown field "spec.containers[0].imag"',)
    assert (second.code, [(field, reason) for field, reason, _ in second.causes]) == (
        422,
        [("spec.containers[0].name", "FieldValueInvalid")],
    )
    assert third.code == 400
    assert "Go struct field" in third.message
    assert strict.code == 400
    assert 'unknown field "spec.containers[0].imag"' in strict.message
    assert namespace.kubectl("get", "pods").output == f"No resources found in {namespace.namespace} namespace.\n"
