from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide import project
from kaniko_guide.rules import container_not_in_pod

if TYPE_CHECKING:
    from pathlib import Path

POD = """
kind: Pod
spec:
  initContainers:
  - name: init
    image: a:1
  containers:
  - name: kaniko
    image: k:1-debug
"""


def findings(directory: Path, agent: str, use: str) -> list[tuple[int, int, str]]:
    body = f"pipeline {{\nagent {{ kubernetes {{ {agent} }} }}\nstages {{ stage('a') {{ steps {{\n{use}\n}} }} }}\n}}\n"
    (directory / "Jenkinsfile").write_text(body, encoding="utf-8")
    (directory / "pod.yaml").write_text(POD, encoding="utf-8")
    found = container_not_in_pod.check(project.read(directory))
    return [(finding.line, finding.column, finding.message.en) for finding in found]


def test_a_name_the_pod_does_not_have(tmp_path: Path) -> None:
    message = "The pod has no container `kanico` (it has `kaniko`, `jnlp`)."
    assert findings(tmp_path, "yamlFile 'pod.yaml'", "container('kanico') { sh 'id' }") == [(4, 12, message)]


def test_init_container_is_not_a_match(tmp_path: Path) -> None:
    assert len(findings(tmp_path, "yamlFile 'pod.yaml'", "container('init') { sh 'id' }")) == 1


def test_default_container(tmp_path: Path) -> None:
    found = findings(tmp_path, "yamlFile 'pod.yaml'; defaultContainer 'maven'", "sh 'id'")
    assert [(line, column) for line, column, _ in found] == [(2, 61)]


def test_a_pod_of_templates(tmp_path: Path) -> None:
    agent = "containerTemplate { name 'kaniko'; image 'k:1-debug' }"
    assert findings(tmp_path, agent, "container('kaniko') { sh 'id' }") == []
    assert len(findings(tmp_path, agent, "container('maven') { sh 'id' }")) == 1


@pytest.mark.parametrize(
    ("agent", "use"),
    [
        ("yamlFile 'pod.yaml'", "container('kaniko') { sh 'id' }"),
        ("yamlFile 'pod.yaml'", "container('jnlp') { sh 'id' }"),
        ("yamlFile 'pod.yaml'", "container(\"${env.NAME}\") { sh 'id' }"),
        ("yamlFile 'pod.yaml'; inheritFrom 'base'", "container('maven') { sh 'id' }"),
        ("yamlFile 'missing.yaml'", "container('maven') { sh 'id' }"),
        ("yaml libraryResource('pod.yaml')", "container('maven') { sh 'id' }"),
        ('yaml """\n${env.POD}\n"""', "container('maven') { sh 'id' }"),
        ('yaml """\nspec:\n  containers:\n  - name: ${env.NAME}\n"""', "container('maven') { sh 'id' }"),
        ("label 'static'", "container('maven') { sh 'id' }"),
    ],
)
def test_existing_or_unknown_containers(tmp_path: Path, agent: str, use: str) -> None:
    assert findings(tmp_path, agent, use) == []
