from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import PIPELINE, pod, replace_first
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

SPEC = "  containers:\n  - name: a\n    image: b:1\n  volumes:\n  - name: cache\n"


def test_found(tmp_path: Path) -> None:
    assert findings_in(tmp_path, {"pod.yaml": pod(SPEC)}, "volume-without-source") == [
        "pod.yaml:9:11 The volume `cache` has no source, so it is an empty directory."
    ]


@pytest.mark.parametrize("source", ["emptyDir: {}", "emptyDir:", "configMap: {name: a}", "${SOURCE}: {}"])
def test_not_found(tmp_path: Path, source: str) -> None:
    assert findings_in(tmp_path, {"pod.yaml": pod(f"{SPEC}    {source}\n")}, "volume-without-source") == []


def test_a_source_whose_value_is_missing_is_named(tmp_path: Path) -> None:
    pipeline = replace_first(PIPELINE, "    secret:", "    secret: #")
    assert findings_in(tmp_path, {"Jenkinsfile": pipeline}, "volume-without-source") == []


def test_patch_may_omit_the_source(tmp_path: Path) -> None:
    patch = pod(SPEC.replace("    image: b:1\n", ""))
    assert findings_in(tmp_path, {"patch.yaml": patch}, "volume-without-source") == []
