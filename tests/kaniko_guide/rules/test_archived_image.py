from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import help_in, image_pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = "sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("image", "variant"),
    [
        ("gcr.io/kaniko-project/executor:v1.24.0-debug", "-debug"),
        ("gcr.io/kaniko-project/executor:debug", "-debug"),
        ("gcr.io/kaniko-project/executor:v1.9.0", ""),
        ("m.daocloud.io/gcr.io/kaniko-project/executor:slim", "-slim"),
        (f"gcr.io/kaniko-project/executor@{DIGEST}", "-debug"),
    ],
)
def test_found(tmp_path: Path, image: str, variant: str) -> None:
    files = {"Dockerfile": f"FROM {image}\n"}
    assert findings_in(tmp_path, files, "archived-image") == [
        "Dockerfile:1:6 `gcr.io/kaniko-project/executor` was archived on 2025-06-03 and no longer receives fixes."
    ]
    assert help_in(tmp_path, "archived-image") == [f"Use `ghcr.io/osscontainertools/kaniko:v1.28.3{variant}`."]


@pytest.mark.parametrize("image", ["ghcr.io/osscontainertools/kaniko:v1.28.3", "my/executor:1", "$REGISTRY/executor"])
def test_not_found(tmp_path: Path, image: str) -> None:
    assert findings_in(tmp_path, {"pod.yaml": image_pod(image)}, "archived-image") == []
