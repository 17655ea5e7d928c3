"""kubectl with its own fake cluster, without the machine's configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lab.kubectl import cluster_state
from lab.kubectl.client import cluster, normalise, version

if TYPE_CHECKING:
    from pathlib import Path


def test_output_has_no_invented_ids_and_no_times_of_this_run() -> None:
    age = cluster_state.settings()["build_age"]
    assert normalise(f"Normal  57s  kubelet  \nid {'0123456789ab' + 'c' * 52} \n") == (
        f"Normal  {age}s  kubelet\nid 0123456789ab…\n"
    )
    assert normalise("5s a57s b\n") == "5s a57s b\n"


@pytest.mark.tool
def test_commands_see_only_the_fake_cluster(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "of-the-machine"))
    with cluster() as running, cluster(building=False) as other:
        found = running.run(["kubectl", "get", "pods", "--namespace=jenkins", "--output=name"])
        without = other.run(["kubectl", "get", "pods", "--namespace=jenkins", "--output=name"])
    assert f"pod/{cluster_state.build_pod_name()}" in found.stdout.splitlines()
    assert f"pod/{cluster_state.build_pod_name()}" not in without.stdout.splitlines()
    assert (found.returncode, without.returncode) == (0, 0)


@pytest.mark.tool
def test_record_has_each_command_before_its_output(tmp_path: Path) -> None:
    script = tmp_path / "a.sh"
    script.write_text("kubectl get namespaces --output=name\necho done\n", "utf-8")
    with cluster() as running:
        recorded = running.record(script)
    assert recorded == "kubectl get namespaces --output=name\nnamespace/jenkins\necho done\ndone\n"


@pytest.mark.tool
def test_version_is_kubectls_own() -> None:
    assert all(part.isdecimal() for part in version().split("."))
