"""The state of the fake API server: the build pod as the plugin makes it."""

from __future__ import annotations

import pytest

from lab.kubectl.client import cluster

pytestmark = pytest.mark.tool


def test_the_build_pod_has_the_agent_beside_the_pods_own_containers() -> None:
    chosen = ["--namespace=jenkins", "--selector=jenkins=slave"]
    with cluster() as running:
        names = running.run(["kubectl", "get", "pods", *chosen, "--output=jsonpath={..containers[*].name}"])
        kaniko = running.run(["kubectl", "logs", *chosen, "--container=kaniko"])
    assert names.stdout.split() == ["maven", "kaniko", "jnlp"]
    assert (kaniko.returncode, kaniko.stdout) == (0, "")
