"""YAML files that a Jenkinsfile names as its pods."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project
from kaniko_guide.cli import exit_codes
from tests.kaniko_guide.command import check, write
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


POD = "spec:\n  containers:\n  - name: kaniko\n    image: example.com/kaniko:1-debug\n"
PIPELINE = "pipeline {\n  agent { kubernetes { yamlFile 'POD' } }\n  stages { stage('a') { steps { sh 'id' } } }\n}\n"


def test_pod_file_of_a_jenkinsfile_is_checked(working_directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipeline = "pipeline {\n  agent { kubernetes { yamlFile 'pod.txt' } }\n}\n"
    write(working_directory, {"Jenkinsfile": pipeline, "pod.txt": "kind: Pod\nspec:\n  containers: 3\n"})
    assert check(capsys, "--select=schema")[:2] == (exit_codes.FINDINGS, ["pod.txt:3 schema"])
    write(working_directory, {"pod.txt": b"\xff"})
    code, found, err = check(capsys, "--select=schema")
    assert (code, found) == (exit_codes.ERROR, [])
    assert err == ("kaniko-guide: pod.txt: line 1, column 1: found byte 0xff, expected UTF-8; save the file as UTF-8\n")


@pytest.mark.parametrize(
    ("jenkinsfile", "pod", "written"),
    [
        ("Jenkinsfile", "ci/pod.yaml", "ci/pod.yaml"),
        ("Jenkinsfile", "ci/pod.yaml", "./ci/pod.yaml"),
        ("one/Jenkinsfile", "one/pod.yaml", "pod.yaml"),
        ("Jenkinsfile", "pod.template", "pod.template"),
    ],
)
def test_pod_file_is_a_pod_of_the_jenkinsfile(tmp_path: Path, jenkinsfile: str, pod: str, written: str) -> None:
    for name, content in ((jenkinsfile, PIPELINE.replace("POD", written)), (pod, "kind: Pod\n" + POD)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    read = project.read(tmp_path)
    assert [(found.in_jenkinsfile, found.where.source.path) for found in read.pods] == [(True, pod)]
    assert [manifest.in_jenkinsfile for manifest in read.manifests] == [True]


def test_pod_file_outside_the_directory_is_unknown(tmp_path: Path) -> None:
    (tmp_path / "Jenkinsfile").write_text(PIPELINE.replace("POD", "../pod.yaml"), encoding="utf-8")
    read = project.read(tmp_path)
    assert read.pods == ()
    assert [str(origin.path) for origin in read.jenkinsfiles[0].pods] == ["../pod.yaml"]


def test_exact_path_is_preferred_to_a_path_with_the_same_end(tmp_path: Path) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: kaniko, image: 'a:1'}]}\n"
    pods = {"ci/pod.yaml": pod, "other/ci/pod.yaml": pod.replace("name: kaniko", "name: maven")}
    use = "podTemplate(yaml: readTrusted('ci/pod.yaml')) { node(POD_LABEL) { container('maven') { sh 'id' } } }\n"
    (found,) = findings_in(tmp_path, {"Jenkinsfile": use, **pods}, "container-not-in-pod")
    assert "`kaniko`" in found


def test_pod_file_of_two_jenkinsfiles_is_one_pod(tmp_path: Path) -> None:
    use = "podTemplate(yaml: readTrusted('pod.yaml')) { node(POD_LABEL) { container('kaniko') { sh 'id' } } }\n"
    for name, content in (("Jenkinsfile", use), ("Jenkinsfile.release", use), ("pod.yaml", "spec: {containers: []}\n")):
        (tmp_path / name).write_text(content, "utf-8")
    read = project.read(tmp_path)
    (pod,) = read.pods
    assert list(read.sources_of(pod)) == [source for pipeline in read.jenkinsfiles for source in pipeline.pods]


def test_pod_file_is_found_when_only_part_of_the_repository_is_read(tmp_path: Path) -> None:
    use = "podTemplate(yaml: readTrusted('app/pod.yaml')) { node(POD_LABEL) { container('kaniko') { sh 'id' } } }\n"
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "Jenkinsfile").write_text(use, "utf-8")
    (tmp_path / "app" / "pod.yaml").write_text("spec: {containers: [{name: kaniko}]}\n", "utf-8")
    read = project.read(tmp_path / "app", shown_from=tmp_path)
    assert [pod.in_jenkinsfile for pod in read.pods] == [True]
    assert list(read.pods) == [pod for source in read.jenkinsfiles[0].pods for pod in source.pods]
