from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import executor_pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("image", "flag", "deprecated"),
    [
        ("gcr.io/kaniko-project/executor:v1.24.0", "--tarPath=/a", True),
        ("ghcr.io/osscontainertools/kaniko:v1.28.3", "--skip-unused-stages", True),
        ("gcr.io/kaniko-project/executor:v1.24.0", "--skip-unused-stages", False),
        ("registry.example.com/kaniko:stable", "--skip-unused-stages", False),
        ("registry.example.com/kaniko:stable", "--whitelist-var-run", True),
        ("registry.example.com/kaniko:stable", "--tar-path=/a", False),
    ],
)
def test_the_image_decides(tmp_path: Path, image: str, flag: str, *, deprecated: bool) -> None:
    findings = findings_in(tmp_path, {"pod.yaml": executor_pod(image, f'"--no-push", "{flag}"')}, "deprecated-flag")
    assert findings == ([f"pod.yaml:9:26 `{flag.partition('=')[0]}` is deprecated."] if deprecated else [])
