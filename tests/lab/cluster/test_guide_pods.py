"""The pods of a directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from lab import java_runtime
from lab.cluster import guide_pods

if TYPE_CHECKING:
    from pathlib import Path

POD = """\
apiVersion: v1
kind: Pod
metadata: {{name: {name}, namespace: other}}
spec: {{containers: [{{name: a, image: b}}]}}
"""
PIPELINE = """\
pipeline {
    agent { kubernetes { yaml '''
spec:
  containers:
  - name: maven
    image: maven
''' } }
    stages { stage('a') { steps { container('maven') { sh 'true' } } } }
}
"""
JOB = """\
apiVersion: batch/v1
kind: Job
metadata: {name: warm}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: b}]}}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: claim}
spec: {}
"""
TEMPLATE = "podTemplate(containers: [containerTemplate(name: 'a', image: 'b')]) { node(POD_LABEL) { sh 'true' } }\n"


def write(directory: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        file = directory / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return directory


def test_pods_of_manifests_and_jenkinsfiles_are_found_without_bad_ones(tmp_path: Path) -> None:
    files = {
        "quick-start/Jenkinsfile": PIPELINE,
        "a/Jenkinsfile": PIPELINE,
        "examples/x/good/Jenkinsfile": PIPELINE,
        "examples/x/bad/Jenkinsfile": PIPELINE.replace("maven", "kaniko"),
        "b/pod.yaml": POD.format(name="p"),
        "c/job.yaml": JOB,
    }
    directory = write(tmp_path, files)
    found = guide_pods.pods(directory)
    assert [(pod.name, pod.by_plugin, pod.places) for pod in found] == [
        ("quick-start", True, ("quick-start/Jenkinsfile", "a/Jenkinsfile", "examples/x/good/Jenkinsfile")),
        ("b-pod", False, ("b/pod.yaml",)),
        ("c-job", False, ("c/job.yaml",)),
    ]
    assert [pod.spec["containers"][0]["name"] for pod in found] == ["maven", "a", "a"]
    assert list(guide_pods.objects_of_kind("PersistentVolumeClaim", directory)) == ["claim"]


STAGE = """\
stage('{name}') {{
    agent {{ kubernetes {{ yaml '''
spec:
  nodeSelector: {{kubernetes.io/arch: {architecture}}}
  containers: [{{name: {name}, image: b}}]
''' }} }}
    steps {{ sh 'true' }}
}}
"""


def test_pods_of_one_file_have_numbers_and_other_architectures_are_left_out(tmp_path: Path) -> None:
    own = java_runtime.ARCHITECTURE
    stages = "".join(STAGE.format(name=name, architecture=one) for name, one in (("a", own), ("b", "x"), ("c", own)))
    directory = write(tmp_path, {"a/Jenkinsfile": f"pipeline {{\nagent none\nstages {{\n{stages}}}\n}}\n"})
    found = guide_pods.pods(directory)
    assert [(pod.name, pod.spec["containers"][0]["name"]) for pod in found] == [("a", "a"), ("a-2", "c")]


def test_the_same_spec_in_a_manifest_is_another_pod(tmp_path: Path) -> None:
    directory = write(tmp_path, {"a/pod.yaml": POD.format(name="p"), "b/pod.yaml": POD.format(name="q")})
    assert len(guide_pods.pods(directory)) == 2


def test_what_the_server_gets_is_in_the_namespace_of_the_run(tmp_path: Path) -> None:
    directory = write(tmp_path, {"quick-start/Jenkinsfile": PIPELINE, "a/pod.yaml": POD.format(name="p")})
    by_plugin, stated = (pod.objects("own", 7)[0] for pod in guide_pods.pods(directory))
    assert (by_plugin["metadata"]["namespace"], by_plugin["metadata"]["name"][:13]) == ("own", "quick-start-7")
    assert stated["metadata"] == {"name": "p-7", "namespace": "own"}


def test_a_pod_without_yaml_is_not_left_out_silently(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="Jenkinsfile: a pod without YAML is not supported"):
        guide_pods.pods(write(tmp_path, {"Jenkinsfile": TEMPLATE}))
