"""What ran in a cluster is evidence as long as it is unchanged."""

from __future__ import annotations

import shutil
from functools import cache
from typing import TYPE_CHECKING

import pytest
import yaml

from kaniko_guide_site.evidence import cluster_runs
from kaniko_guide_site.evidence.model import Level
from kaniko_guide_site.snippets import library
from kaniko_guide_site.snippets.snippet import GROUPS
from tests.support import ROOT, SNIPPETS, expect_none, read_yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kaniko_guide_site.evidence.cluster_runs import ClusterRun

JENKINSFILE = "quick-start/Jenkinsfile"
MANIFEST = "examples/floating-tag/good/pod.yaml"


@cache
def pods_of_recipes() -> str:
    """The record of the pods, without those of examples."""
    record = read_yaml(ROOT / cluster_runs.PODS)
    for row in record["pods"]:
        row["files"] = [file for file in row["files"] if file.partition("/")[0] not in GROUPS]
    record["pods"] = [row for row in record["pods"] if row["files"]]
    return yaml.safe_dump(record)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the recipes, without examples, with the records of what ran of them."""
    shutil.copytree(SNIPPETS, tmp_path / "snippets", ignore=shutil.ignore_patterns(*GROUPS))
    (tmp_path / cluster_runs.DIRECTORY).mkdir(parents=True)
    shutil.copy(ROOT / cluster_runs.COMMANDS, tmp_path / cluster_runs.COMMANDS)
    (tmp_path / cluster_runs.PODS).write_text(pods_of_recipes(), "utf-8")
    return tmp_path


def runs(root: Path) -> dict[str, ClusterRun]:
    return {run.snippet: run for run in cluster_runs.runs(root, library.load(root / "snippets"))}


def of_recipes(root: Path) -> set[str]:
    """What ran of recipes, without examples."""
    return {snippet for snippet in runs(root) if snippet.partition("/")[0] not in GROUPS}


def problems(root: Path) -> list[str]:
    return list(cluster_runs.problems(root, library.load(root / "snippets")))


def change(root: Path, snippet: str, old: str, new: str) -> None:
    file = root / "snippets" / snippet
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def change_row(root: Path, file: str, name: str, change: Callable[[dict[str, object]], object]) -> None:
    path = root / file
    record = read_yaml(path)
    (rows,) = [entry for entry in record.values() if isinstance(entry, list)]
    (row,) = [row for row in rows if name in (row.get("name"), row.get("snippet"))]
    change(row)
    path.write_text(yaml.safe_dump(record), "utf-8")


def test_nothing_has_changed_since_it_ran() -> None:
    expect_none(problems(ROOT))


def test_each_level_is_granted_by_what_ran() -> None:
    found = runs(ROOT)
    levels = {snippet: run.check.level for snippet, run in found.items()}
    assert levels[JENKINSFILE] is Level.STARTED
    assert levels["tags/Jenkinsfile"] is Level.POD_RAN
    assert levels["base-image-cache/warmer.yaml"] is Level.POD_RAN
    assert levels[MANIFEST] is Level.PUSHED
    assert levels["deploy/deployment.yaml"] is Level.STARTED
    assert levels["prerequisites/namespace.yaml"] is Level.ACCEPTED
    assert levels["watch-build/logs.sh"] is Level.COMMAND_RUN
    assert levels["watch-build/logs.txt"] is None
    assert not [snippet for snippet in found if "/bad/" in snippet]


def test_stub_images_are_named_where_there_were_some() -> None:
    named = {snippet: run.check.substitute and run.check.substitute.en for snippet, run in runs(ROOT).items()}
    assert named["tags/Jenkinsfile"] == named["watch-build/logs.txt"] == "stub images"
    assert named[MANIFEST] is named["registry-secret/show.sh"] is None
    assert "stub image of the agent" in str(named[JENKINSFILE])


def test_tools_have_the_versions_of_the_run() -> None:
    tools = runs(ROOT)[JENKINSFILE].tools
    versions = read_yaml(ROOT / cluster_runs.PODS)["versions"]
    assert tools["Kubernetes"] == versions["server"].removeprefix("v")
    assert {"containerd", "runc", "etcd", "Kaniko"} <= tools.keys()
    assert "Kaniko" not in runs(ROOT)["tags/Jenkinsfile"].tools


@pytest.mark.slow
def test_a_changed_pod_is_no_longer_evidence(copy: Path) -> None:
    before = of_recipes(ROOT)
    change(copy, "tags/Jenkinsfile", "- name: maven\n", "- name: maven\n      tty: true\n")
    assert before - runs(copy).keys() == {"tags/Jenkinsfile"}
    (problem,) = problems(copy)
    assert problem.startswith(f"{cluster_runs.PODS}:1:1: error: the pod of tags/Jenkinsfile is not the one that ran; ")


@pytest.mark.slow
def test_pods_of_another_architecture_may_be_missing_but_their_file_has_no_evidence(copy: Path) -> None:
    assert "multi-arch/Jenkinsfile" not in runs(ROOT)
    change(copy, "multi-arch/Jenkinsfile", "kubernetes.io/arch: arm64", "kubernetes.io/arch: s390x")
    assert problems(copy) == []
    change(copy, "multi-arch/Jenkinsfile", "  nodeSelector:\n    kubernetes.io/arch: s390x\n", "")
    (problem,) = problems(copy)
    assert "the pod of multi-arch/Jenkinsfile is not the one that ran" in problem


@pytest.mark.slow
def test_a_comment_or_a_step_is_not_the_pod(copy: Path) -> None:
    change(copy, "tags/Jenkinsfile", "pipeline {", "// A comment.\npipeline {")
    assert runs(copy)["tags/Jenkinsfile"].check.level is Level.POD_RAN
    assert problems(copy) == []


@pytest.mark.slow
def test_a_changed_step_leaves_the_pod_as_evidence_but_not_the_build(copy: Path) -> None:
    change(copy, "hardened-pod/Jenkinsfile", "-DskipTests", "-DskipTests -U")
    assert runs(copy)["hardened-pod/Jenkinsfile"].check.level is Level.POD_RAN
    assert [problem for problem in problems(copy) if "the build of hardened-pod/Jenkinsfile" in problem]


@pytest.mark.slow
def test_a_changed_repository_makes_all_builds_old(copy: Path) -> None:
    change(copy, "quick-start/Dockerfile", "EXPOSE 8080", "EXPOSE 8081")
    started = {snippet for snippet, run in runs(copy).items() if run.check.level is Level.STARTED}
    assert started == {"deploy/deployment.yaml"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("snippet", "old", "new", "lost"),
    [
        ("watch-build/logs.sh", "--tail=-1", "--tail=9", {"watch-build/logs.sh", "watch-build/logs.txt"}),
        ("watch-build/logs.txt", "INFO: Connected", "INFO: Failed", {"watch-build/logs.txt"}),
        ("prerequisites/namespace.yaml", "baseline", "restricted", {"prerequisites/namespace.yaml"}),
    ],
)
def test_a_changed_command_or_output_is_no_longer_evidence(
    snippet: str, old: str, new: str, lost: set[str], copy: Path
) -> None:
    before = of_recipes(ROOT)
    change(copy, snippet, old, new)
    assert before - runs(copy).keys() == lost
    assert len(problems(copy)) == len(lost)


@pytest.mark.slow
def test_an_output_that_shows_a_changed_pod_is_old(copy: Path) -> None:
    change(copy, JENKINSFILE, "- name: maven\n", "- name: maven\n      tty: true\n")
    lost = of_recipes(ROOT) - runs(copy).keys()
    assert lost >= {JENKINSFILE, "watch-build/get-pods.txt", "watch-build/describe-pod.txt", "watch-build/logs.txt"}
    assert "registry-secret/show.txt" not in lost


@pytest.mark.slow
@pytest.mark.parametrize(
    "wrong",
    [{"accepted": False}, {"scheduled": False}, {"state": "kaniko: ErrImagePull"}, {"state": "Succeeded"}],
    ids=str,
)
def test_a_pod_that_did_not_run_is_no_evidence(wrong: dict[str, object], copy: Path) -> None:
    change_row(copy, cluster_runs.PODS, "quick-start", lambda row: row.update(wrong))
    assert JENKINSFILE not in runs(copy)


@pytest.mark.slow
def test_a_removed_file_is_no_longer_evidence(copy: Path) -> None:
    (copy / "snippets" / "watch-build" / "logs.txt").unlink()
    assert of_recipes(ROOT) - runs(copy).keys() == {"watch-build/logs.txt"}


@pytest.mark.slow
def test_without_records_there_is_no_evidence(copy: Path) -> None:
    shutil.rmtree(copy / cluster_runs.DIRECTORY)
    assert (runs(copy), problems(copy)) == ({}, [])
