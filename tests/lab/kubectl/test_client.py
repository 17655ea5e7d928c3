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


@pytest.mark.tool
@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("jenkins/label", True),
        ("jenkins=slave,jenkins/label", True),
        ("jenkins/other", False),
        ("jenkins/label=other", False),
        ("jenkins/label,jenkins=other", False),
    ],
)
def test_pods_are_selected_by_labels_and_by_values_of_labels(selector: str, *, found: bool) -> None:
    with cluster() as running:
        printed = running.run(
            ["kubectl", "get", "pods", "--namespace=jenkins", "--output=name", f"--selector={selector}"]
        )
    assert (printed.returncode, bool(printed.stdout)) == (0, found)
