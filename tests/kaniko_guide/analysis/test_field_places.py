from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project
from kaniko_guide.analysis.field_places import places
from kaniko_guide.analysis.schema import schema_errors
from tests.kaniko_guide.command import write
from tests.kaniko_guide.rules.shared import image_pod

if TYPE_CHECKING:
    from pathlib import Path

POD = image_pod("a:1")
"""Fields of its container can follow."""


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ("    nodeSelector: {}\n", ["spec"]),
        ("    mountPath: /a\n", ["spec.containers[0].volumeMounts"]),
        (
            "    volumeMounts: [{name: a, mountPath: /a}, {name: b, mountPath: /b}]\n    subPath: c\n",
            ["spec.containers[0].volumeMounts[…]"],
        ),
        (
            "    resources: {memory: 1Gi}\n",
            ["spec.containers[0].resources.limits", "spec.containers[0].resources.requests"],
        ),
        (
            "    httpGet: {port: 80}\n",
            [f"spec.containers[0].{probe}Probe" for probe in ("liveness", "readiness", "startup")],
        ),
        ("  initContainers: []\n  livenessProbe: {}\n", ["spec.containers[0]"]),
        ("  securityContext: {capabilities: {}}\n", ["spec.containers[0].securityContext"]),
        ("    securityContext: {fsGroup: 1}\n", ["spec.securityContext"]),
        ("    labels: {}\n", []),
        ("    noSuchField: 1\n", []),
    ],
)
def test_places(tmp_path: Path, below: str, expected: list[str]) -> None:
    write(tmp_path, {"a.yaml": POD + below})
    (manifest,) = project.read(tmp_path).manifests
    (error,) = [error for error in schema_errors(manifest) if error.kind == "unknown"]
    assert sorted(places(manifest, error)) == sorted(expected)
