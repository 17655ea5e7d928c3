from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project

if TYPE_CHECKING:
    from pathlib import Path

POD = "spec:\n  containers:\n  - name: kaniko\n    image: example.com/kaniko:1-debug\n"
PIPELINE = "pipeline {\n  agent { kubernetes { yamlFile 'POD' } }\n  stages { stage('a') { steps { sh 'id' } } }\n}\n"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Jenkinsfile", "jenkinsfile"),
        ("ci/Jenkinsfile.release", "jenkinsfile"),
        ("vars/build.groovy", "jenkinsfile"),
        ("ci/build.Jenkinsfile", "jenkinsfile"),
        ("Dockerfile", "dockerfile"),
        ("app.Dockerfile", "dockerfile"),
        ("Containerfile", "dockerfile"),
        ("pod.yaml", "manifest"),
        ("recipe.yml", None),
        ("run.sh", "shell"),
        ("README.md", None),
        ("Dockerfile-template", None),
        ("Jenkinsfile.j2", None),
    ],
)
def test_a_file_is_known_by_its_name(name: str, kind: str | None) -> None:
    assert project.kind_of(PurePosixPath(name)) == kind


@pytest.mark.parametrize(
    ("jenkinsfile", "pod", "written"),
    [
        ("Jenkinsfile", "ci/pod.yaml", "ci/pod.yaml"),
        ("Jenkinsfile", "ci/pod.yaml", "./ci/pod.yaml"),
        ("one/Jenkinsfile", "one/pod.yaml", "pod.yaml"),
        ("Jenkinsfile", "pod.template", "pod.template"),
    ],
)
def test_a_pod_file_becomes_a_pod_of_the_jenkinsfile(tmp_path: Path, jenkinsfile: str, pod: str, written: str) -> None:
    for name, content in ((jenkinsfile, PIPELINE.replace("POD", written)), (pod, "kind: Pod\n" + POD)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    read = project.read(tmp_path)
    assert [(found.in_jenkinsfile, found.where.source.path) for found in read.pods] == [(True, pod)]
    assert [manifest.in_jenkinsfile for manifest in read.manifests] == [True]


def test_a_pod_file_outside_the_folder_is_unknown(tmp_path: Path) -> None:
    (tmp_path / "Jenkinsfile").write_text(PIPELINE.replace("POD", "../pod.yaml"), encoding="utf-8")
    read = project.read(tmp_path)
    assert read.pods == ()
    assert [str(origin.path) for origin in read.jenkinsfiles[0].pods] == ["../pod.yaml"]


def test_paths_are_shown_from_the_folder_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "run.sh").write_text("echo hello\n", encoding="utf-8")
    read = project.read(tmp_path / "app", shown_from=tmp_path)
    assert [script.text.source.path for script in read.scripts] == ["app/run.sh"]


def test_every_source_of_scripts_and_pods_is_read(tmp_path: Path) -> None:
    pipeline = (
        "podTemplate(yaml: '''\nkind: Pod\n"
        + POD
        + "''') {\n  node(POD_LABEL) { container('kaniko') { sh 'id' } }\n}\n"
    )
    (tmp_path / "Jenkinsfile").write_text(pipeline, encoding="utf-8")
    (tmp_path / "pod.yaml").write_text("apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n" + POD, encoding="utf-8")
    (tmp_path / "run.sh").write_text("ls\n", encoding="utf-8")
    read = project.read(tmp_path)
    assert [found.in_jenkinsfile for found in read.pods] == [False, True]
    assert [str(script.text).strip() for script in read.scripts] == ["ls", "id"]
    assert [script.step is not None for script in read.scripts] == [False, True]
