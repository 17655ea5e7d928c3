"""The plugin's pod, field by field as the source says."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from kaniko_guide.doctor import plugin_pod
from kaniko_guide.doctor.plugin_pod import Build

BUILD = Build("team/My app", 7, ("x7k2p", "9wq4t", "h5d3z"), "http://jenkins:8080/", refreshed=5)


def spec_of(stated: dict[str, Any]) -> dict[str, Any]:
    spec: dict[str, Any] = plugin_pod.make({"spec": stated}, BUILD, "builds")["spec"]
    return spec


def container(name: str, **fields: object) -> dict[str, Any]:
    return {"name": name, "image": "a", **fields}


def test_names_and_labels_are_those_of_the_build() -> None:
    metadata = plugin_pod.make({"spec": {"containers": []}}, BUILD, "builds")["metadata"]
    assert metadata["name"] == "team-my-app-7-x7k2p-9wq4t-h5d3z"
    assert metadata["namespace"] == "builds"
    assert metadata["labels"] == {
        "jenkins": "slave",
        "jenkins/label": "team_My_app_7-x7k2p",
        "jenkins/label-digest": hashlib.sha1(b"team_My_app_7-x7k2p", usedforsecurity=False).hexdigest(),
        "kubernetes.jenkins.io/controller": "http___jenkins_8080x",
    }
    assert metadata["annotations"] == {
        "buildUrl": "http://jenkins:8080/job/team/My app/7/",
        "runUrl": "job/team/My app/7/",
        "kubernetes.jenkins.io/last-refresh": "5",
    }


def test_a_long_name_keeps_its_random_part() -> None:
    name = Build("a" * 80, 1, ("bbbbb", "ccccc", "ddddd"), "").pod_name
    assert len(name) == 63
    assert name.endswith("-ddddd")


@pytest.mark.parametrize(
    ("text", "label"),
    [("myapp#42", "myapp_42"), ("-a", "xa"), ("a/", "ax"), ("b" + "a" * 57, "a" * 57), ("Aé", "Ax")],
)
def test_a_label_has_only_valid_characters(text: str, label: str) -> None:
    assert plugin_pod.sanitized_label(text) == label


def test_labels_annotations_and_namespace_of_the_yaml_stay() -> None:
    stated = {"metadata": {"namespace": "own", "labels": {"a": "b", "jenkins": "c"}, "annotations": {"d": "e"}}}
    metadata = plugin_pod.make(stated, BUILD, "builds")["metadata"]
    assert metadata["namespace"] == "own"
    assert (metadata["labels"]["a"], metadata["labels"]["jenkins"]) == ("b", "slave")
    assert metadata["annotations"]["d"] == "e"


def test_the_agent_is_added_at_the_end() -> None:
    first, agent = spec_of({"containers": [container("maven")]})["containers"]
    assert first["name"] == "maven"
    assert "resources" not in first
    assert (agent["name"], agent["image"]) == ("jnlp", plugin_pod.AGENT_IMAGE)
    assert agent["resources"] == {"requests": {"cpu": "100m", "memory": "256Mi"}}
    variables = {variable["name"]: variable["value"] for variable in agent["env"]}
    assert variables["JENKINS_AGENT_NAME"] == variables["JENKINS_NAME"] == BUILD.pod_name
    assert variables["JENKINS_URL"] == "http://jenkins:8080/"
    assert variables["JENKINS_AGENT_WORKDIR"] == "/home/jenkins/agent"
    assert variables["JENKINS_WEB_SOCKET"] == "true"


def test_an_agent_in_the_yaml_is_completed_in_its_place() -> None:
    own = container("jnlp", resources={}, workingDir="/work", env=[{"name": "JENKINS_URL", "value": "http://other/"}])
    stated = [own, container("maven"), container("b", workingDir="/b")]
    agent, maven, other = spec_of({"containers": stated})["containers"]
    assert (agent["name"], agent["image"], agent["resources"]) == ("jnlp", "a", {})
    variables = {variable["name"]: variable["value"] for variable in agent["env"]}
    assert (variables["JENKINS_URL"], variables["JENKINS_AGENT_WORKDIR"]) == ("http://other/", "/work")
    assert (maven["workingDir"], other["workingDir"]) == ("/work", "/b")
    assert maven["volumeMounts"] == [{"name": "workspace-volume", "mountPath": "/work", "readOnly": False}]


def test_every_container_has_the_workspace_unless_something_is_mounted_there() -> None:
    own = [{"name": "x", "mountPath": "/home/jenkins/agent"}]
    other = [{"name": "x", "mountPath": "/cache"}]
    stated = [container("a", volumeMounts=own), container("b", volumeMounts=other)]
    first, second, agent = spec_of({"containers": stated, "volumes": [{"name": "x"}]})["containers"]
    workspace = {"name": "workspace-volume", "mountPath": "/home/jenkins/agent", "readOnly": False}
    assert first["volumeMounts"] == own
    assert second["volumeMounts"] == [*other, workspace]
    assert agent["volumeMounts"] == [workspace]


def test_the_workspace_replaces_a_volume_of_its_name() -> None:
    volumes = [{"name": "workspace-volume", "hostPath": {"path": "/"}}, {"name": "x", "emptyDir": {}}]
    assert spec_of({"containers": [], "volumes": volumes})["volumes"] == [
        {"name": "workspace-volume", "emptyDir": {"medium": ""}},
        {"name": "x", "emptyDir": {}},
    ]


@pytest.mark.parametrize(
    "chosen",
    [{"runtimeClassName": "a"}, {"nodeSelector": {"a": "b"}}, {"affinity": {"nodeAffinity": {"a": "b"}}}],
)
def test_a_node_is_selected_only_where_the_yaml_does_not(chosen: dict[str, Any]) -> None:
    assert spec_of({"containers": []})["nodeSelector"] == {"kubernetes.io/os": "linux"}
    assert spec_of({"containers": [], **chosen}).get("nodeSelector") == chosen.get("nodeSelector")


def test_a_pod_is_not_restarted_unless_the_yaml_says_so() -> None:
    assert spec_of({"containers": []})["restartPolicy"] == "Never"
    assert spec_of({"containers": [], "restartPolicy": "Always"})["restartPolicy"] == "Always"


@pytest.mark.parametrize("kind", ["container", "volume"])
def test_two_entries_with_one_name_are_rejected(kind: str) -> None:
    with pytest.raises(ValueError, match=f"two entries with one name: {kind} a"):
        spec_of({"containers": [], f"{kind}s": [{"name": "a"}, {"name": "a"}]})
