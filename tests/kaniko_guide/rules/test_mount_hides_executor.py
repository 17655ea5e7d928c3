from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import PIPELINE, replace_first
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

SECOND = "  - name: push\n    image: busybox:1\n    volumeMounts:\n    - {name: docker-config, mountPath: /auth}\n"
VOLUMES = "  volumes:\n  - name: docker-config\n    secret:\n"
WRITTEN = "  volumes:\n  - {name: docker-config, emptyDir: {}}\n"


def findings(directory: Path, old: str, new: str) -> list[str]:
    return findings_in(directory, {"Jenkinsfile": replace_first(PIPELINE, old, new)}, "mount-hides-executor")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("/kaniko/.docker", "/kaniko/", "15:18 The volume mounted at `/kaniko/` hides"),
        ("/kaniko/.docker\n", f"/kaniko\n{SECOND}", "15:18 The volume mounted at `/kaniko` hides"),
    ],
)
def test_found(tmp_path: Path, old: str, new: str, expected: str) -> None:
    (line,) = findings(tmp_path, old, new)
    assert line.startswith(f"Jenkinsfile:{expected}")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/kaniko/.docker", "/kaniko/.docker/"),
        (f"/kaniko/.docker\n{VOLUMES}", f"/kaniko\n{SECOND}{WRITTEN}  - name: other\n    secret:\n"),
    ],
)
def test_not_found(tmp_path: Path, old: str, new: str) -> None:
    assert findings(tmp_path, old, new) == []
