"""kubectl with its own fake cluster, without the machine's configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lab.kubectl import cluster_state
from lab.kubectl.client import cluster, version

if TYPE_CHECKING:
    from pathlib import Path

    from lab.kubectl.cluster_state import Object


@pytest.mark.tool
def test_commands_see_only_the_fake_cluster(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "of-the-machine"))
    secret: Object = {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "own", "namespace": "jenkins"}}
    with cluster(secret) as running, cluster() as other:
        found = running.run(["kubectl", "get", "pods,secrets", "--namespace=jenkins", "--output=name"])
        without = other.run(["kubectl", "get", "pods,secrets", "--namespace=jenkins", "--output=name"])
    pod = f"pod/{cluster_state.build_pod()['metadata']['name']}"
    assert (found.returncode, found.stdout.splitlines()) == (0, [pod, "secret/own"])
    assert (without.returncode, without.stdout.splitlines()) == (0, [pod])


@pytest.mark.tool
def test_version_is_kubectls_own() -> None:
    assert all(part.isdecimal() for part in version().split("."))
