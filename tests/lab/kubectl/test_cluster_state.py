"""The pod in the fake API server."""

from __future__ import annotations

from kaniko_guide import project
from kaniko_guide.doctor import plugin_pod
from lab.cluster import guide_commands
from lab.kubectl import cluster_state
from tests.support import SNIPPETS


def test_the_pod_has_the_name_and_the_containers_of_the_pod_that_the_plugin_makes() -> None:
    (pod,) = project.read(SNIPPETS / "quick-start").pods
    assert pod.manifest is not None
    made = plugin_pod.make(pod.manifest.data, guide_commands.BUILD, cluster_state.NAMESPACE)
    fake = cluster_state.build_pod()
    assert fake["metadata"]["name"] == made["metadata"]["name"]
    assert fake["metadata"]["labels"].items() <= made["metadata"]["labels"].items()
    assert [container["name"] for container in made["spec"]["containers"]] == [*cluster_state.CONTAINERS]
    assert fake["status"]["phase"] == "Running"
