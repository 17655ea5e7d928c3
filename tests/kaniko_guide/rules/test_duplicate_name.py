from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ("  containers: [{name: a}, {name: b}]\n  volumes: [{name: a}]\n", []),
        (
            "  containers:\n  - name: a\n  - name: a\n",
            ["pod.yaml:7:11 The container name `a` is already used on line 6."],
        ),
        (
            "  initContainers:\n  - name: a\n  containers:\n  - name: a\n",
            ["pod.yaml:6:11 The container name `a` is already used on line 8."],
        ),
        ("  volumes:\n  - name: a\n  - name: a\n", ["pod.yaml:7:11 The volume name `a` is already used on line 6."]),
        (
            "  containers:\n  - name: a\n    volumeMounts:\n    - {mountPath: /a}\n    - {mountPath: /a, subPath: b}\n",
            ["pod.yaml:9:19 The mount path `/a` is already used on line 8."],
        ),
        ("  containers: [{volumeMounts: [{mountPath: /a}]}, {volumeMounts: [{mountPath: /a}]}]\n", []),
        ("  containers: [{name: $A}, {name: $A}, ${B}, ${B}]\n", []),
    ],
)
def test_second_of_two_is_found(tmp_path: Path, spec: str, found: list[str]) -> None:
    assert findings_in(tmp_path, {"pod.yaml": pod(spec)}, "duplicate-name") == found
