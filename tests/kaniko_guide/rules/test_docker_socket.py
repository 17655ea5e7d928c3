from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import pod
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

FORK = "ghcr.io/osscontainertools/kaniko:v1.28.3-debug"
MOUNT = "volumeMounts: [{name: d, mountPath: /var/run/docker.sock}]"


def findings(directory: Path, image: str, mount: str, volume: str) -> list[str]:
    spec = f"  containers:\n  - name: a\n    image: {image}\n    {mount}\n  volumes:\n  - name: d\n    {volume}\n"
    return findings_in(directory, {"pod.yaml": pod(spec)}, "docker-socket")


@pytest.mark.parametrize("path", ["/var/run/docker.sock", "/run/docker.sock"])
def test_socket(tmp_path: Path, path: str) -> None:
    assert findings(tmp_path, FORK, MOUNT, f"hostPath: {{path: {path}}}") == [
        f"pod.yaml:8:20 Container `a` runs the executor, but mounts the node's `{path}`."
    ]


@pytest.mark.parametrize(
    ("image", "mount", "volume"),
    [
        ("docker:28-cli", MOUNT, "hostPath: {path: /var/run/docker.sock}"),
        (FORK, "tty: true", "hostPath: {path: /var/run/docker.sock}"),
        (FORK, MOUNT, "hostPath: {path: $SOCKET}"),
        (FORK, MOUNT, "hostPath: {path: /var/cache/kaniko}"),
        (FORK, MOUNT, "emptyDir: {}"),
    ],
)
def test_no_socket(tmp_path: Path, image: str, mount: str, volume: str) -> None:
    assert findings(tmp_path, image, mount, volume) == []
