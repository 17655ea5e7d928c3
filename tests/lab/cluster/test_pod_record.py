"""The record of the pods."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from kaniko_guide_site.evidence.cluster_runs import KEY_LENGTH
from lab.cluster import guide_pods, images, pod_record
from lab.cluster.client import Versions
from lab.cluster.guide_pods import GuidePod
from lab.cluster.pod_runs import Outcome, Seen

KANIKO = "ghcr.io/osscontainertools/kaniko:v1.28.3"


def pod(*names: str, by_plugin: bool = True, agent: str = "maven") -> GuidePod:
    containers = [{"name": agent, "image": image} for image in names]
    return GuidePod(("a/Jenkinsfile", "b/Jenkinsfile"), {"kind": "Pod", "spec": {"containers": containers}}, by_plugin)


@pytest.fixture(autouse=True)
def executor_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "executor_program", lambda: Path("executor"))
    monkeypatch.setattr(images, "warmer_program", lambda: None)


def test_a_row_has_what_was_seen() -> None:
    seen = {name: Seen("0", "/", "1", "", login) for name, login in {"maven": "none", "kaniko": "12ab"}.items()}
    outcome = Outcome(scheduled=True, state="Ready", seen=seen)
    found = pod(f"{KANIKO}-debug")
    (row,) = pod_record.rows([found], {found.name: outcome}, built=[found.name], deployed=[])
    assert row == {
        "name": "a",
        "files": ["a/Jenkinsfile", "b/Jenkinsfile"],
        "made_by": "plugin",
        "key": found.key,
        "stub_images": [images.AGENT.removeprefix("docker.io/")],
        "accepted": True,
        "scheduled": True,
        "state": "Ready",
        "entered": ["kaniko", "maven"],
        "login": ["kaniko"],
        "built": ["a/Jenkinsfile"],
        "pushed": ["a/Jenkinsfile"],
        "deployed": [],
        "build_key": row["build_key"],
    }
    assert len(row["build_key"]) == KEY_LENGTH


def test_a_refused_pod_is_not_accepted() -> None:
    found = pod("maven")
    (row,) = pod_record.rows([found], {found.name: Outcome(refusal="invalid")}, [], [])
    assert (row["accepted"], row["scheduled"], row["built"]) == (False, False, [])


def test_the_pod_of_a_manifest_has_built_what_its_log_says() -> None:
    found = pod(KANIKO, by_plugin=False)
    logs = {log: Outcome(scheduled=True, state="Succeeded", log=log) for log in ("Pushed a@sha256:1", "Pushing")}
    built = [pod_record.rows([found], {found.name: outcome}, [], [])[0]["built"] for outcome in logs.values()]
    assert built == [["a/Jenkinsfile"], []]


def test_all_images_but_those_of_programs_at_hand_are_stubs() -> None:
    agent = images.AGENT.removeprefix("docker.io/")
    assert pod_record.stub_images(pod("maven:3", f"{KANIKO}-debug")) == [agent, "maven:3"]
    assert pod_record.stub_images(pod("own/agent", agent="jnlp")) == ["own/agent"]
    assert pod_record.stub_images(pod(f"{KANIKO}-warmer", by_plugin=False)) == [f"{KANIKO}-warmer"]


def test_the_record_is_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    versions = Versions("v1.37.2", "v1.37.2", "v1.37.2", "containerd://2", "1.1", "v3", "v1", "Debian")
    text = pod_record.text([{"name": "a"}], versions, {"maven": "Maven 3"})
    assert text.startswith("# Written by `REFRESH_OUTPUTS=1 nox --session cluster")
    record = yaml.safe_load(text)
    assert (record["date"].isoformat(), record["versions"]["server"]) == ("1970-01-01", "v1.37.2")
    assert (record["pods"], record["programs"]) == ([{"name": "a"}], {"maven": "Maven 3"})


def test_without_the_executor_its_columns_are_not_compared() -> None:
    files = ["a/Jenkinsfile"]
    rows = [
        {"made_by": made_by, "files": files, "accepted": True, "state": "Ready", "built": ["a"]}
        for made_by in ("plugin", "manifest")
    ]
    deployed = {"made_by": "manifest", "files": [guide_pods.DEPLOYMENT_FILE], "state": "Ready"}
    assert pod_record.comparable([*rows, deployed], with_executor=True) == [
        {"made_by": "plugin", "accepted": True, "state": "Ready", "built": ["a"]},
        {"made_by": "manifest", "accepted": True, "state": "Ready", "built": ["a"]},
        {"made_by": "manifest", "state": "Ready"},
    ]
    assert pod_record.comparable([*rows, deployed], with_executor=False) == [
        {"made_by": "plugin", "accepted": True, "state": "Ready"},
        {"made_by": "manifest", "accepted": True},
    ]


def test_the_deployment_has_a_row_where_an_image_was_deployed() -> None:
    found = pod("maven")
    outcomes = {found.name: Outcome(scheduled=True, state="Ready")}
    _, row = pod_record.rows([found], outcomes, built=[found.name], deployed=[found.name])
    assert (row["files"], row["deployed"]) == (["deploy/deployment.yaml"], ["deploy/deployment.yaml"])
    assert (row["state"], row["stub_images"], row["key"]) == ("Ready", [], guide_pods.deployment().key)
