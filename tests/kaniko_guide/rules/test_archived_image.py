from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide.facts import images
from tests.kaniko_guide.rules.shared import image_pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

DIGEST = "sha256:" + "0" * 64


@pytest.mark.parametrize(
    ("image", "instead"),
    [
        ("gcr.io/kaniko-project/executor:v1.24.0-debug", "-debug"),
        ("gcr.io/kaniko-project/executor:debug", "-debug"),
        ("gcr.io/kaniko-project/executor:v1.9.0", ""),
        ("m.daocloud.io/gcr.io/kaniko-project/executor:slim", "-slim"),
        (f"gcr.io/kaniko-project/executor@{DIGEST}", "-debug"),
    ],
)
def test_found(tmp_path: Path, image: str, instead: str) -> None:
    (found,) = findings_in(tmp_path, {"Dockerfile": f"FROM {image}\n"}, "archived-image")
    assert found == "Dockerfile:1:6 `gcr.io/kaniko-project/executor` was archived on 2025-06-03 and gets no more fixes."
    assert images.executor_image(image) is not None
    assert images.recommended_executor(instead.removeprefix("-") or "plain").endswith(f":v1.28.3{instead}")


@pytest.mark.parametrize("image", ["ghcr.io/osscontainertools/kaniko:v1.28.3", "my/executor:1", "$REGISTRY/executor"])
def test_not_found(tmp_path: Path, image: str) -> None:
    assert findings_in(tmp_path, {"pod.yaml": image_pod(image)}, "archived-image") == []
