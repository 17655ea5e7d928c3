from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from tests.kaniko_guide.rules.shared import PIPELINE, replace_first
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, old: str, new: str) -> list[str]:
    return findings_in(directory, {"Jenkinsfile": replace_first(PIPELINE, old, new)}, "misspelt-step")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("pipeline {", "pipline {", "1:1 Unknown step `pipline`."),
        ("sh '''", "hs '''", "30:21 Unknown step `hs`."),
    ],
)
def test_found(tmp_path: Path, old: str, new: str, expected: str) -> None:
    (line,) = findings(tmp_path, old, new)
    assert line.startswith(f"Jenkinsfile:{expected}")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("pipeline {", "def contaner(x) { x() }\npipeline {"),
        ("pipeline {", "Pipeline(1)\npipeline {"),
    ],
)
def test_not_found(tmp_path: Path, old: str, new: str) -> None:
    assert findings(tmp_path, old, new) == []


def test_a_program_that_is_no_step(tmp_path: Path) -> None:
    (line,) = findings(tmp_path, "sh '''", "bash '''")
    assert "Jenkins has no step `bash`; unless a library defines it" in line
    assert findings(tmp_path, "pipeline {", "def bash(script) { sh script }\npipeline {") == []


@pytest.mark.parametrize(("name", "found"), [("mypipeline", 1), ("pipeline", 0), ("deploy", 0)])
def test_word_before_pipeline(tmp_path: Path, name: str, found: int) -> None:
    text = f"{name} {{\nagent any\nstages {{ stage('a') {{ steps {{ sh 'b' }} }} }}\n}}\n"
    assert len(findings_in(tmp_path, {"Jenkinsfile": text}, "misspelt-step")) == found


def test_blocks(tmp_path: Path) -> None:
    found = {
        "node { staged('a') { sh 'b' } }": "8 Unknown step `staged`.",
        "node { Stage('a') { sh 'b' } }": "8 Unknown step `Stage`.",
        "node { scripts { sh 'b' } }": "8 Unknown step `scripts`.",
        "node { eceho 'a' }": "8 Unknown step `eceho`.",
        "node { ddependencyCheck scanpath: 'a' }": "8 Unknown step `ddependencyCheck`.",
        "node { withSonarqubeEnv('a') { sh 'b' } }": "8 Unknown step `withSonarqubeEnv`.",
        "node { scm checkout }": "8 Unknown step `scm checkout`.",
    }
    for text, expected in found.items():
        with check(text):
            (line,) = findings_in(tmp_path, {"Jenkinsfile": text}, "misspelt-step")
            assert line == f"Jenkinsfile:1:{expected}"
    for text in (
        "def staged(name, body) { body() }\nnode { staged('a') { sh 'b' } }",
        "@Library('a') _\nnode { scripts { sh 'b' } }",
        "node { stages('a') { sh 'b' } }",
        "node { scripts('a') { sh 'b' } }",
        "node { checkout scm }",
        "node { dependencyChecks scanpath: 'a' }",
        "node { ownStepOfLibrary scanpath: 'a' }",
        "@Library('a') _\nnode { ddependencyCheck scanpath: 'a' }",
        "def ddependencyCheck(a) { }\nnode { ddependencyCheck scanpath: 'a' }",
        "def eco(a) { }\nnode { eco 'a' }",
        "node { ec 'a', 'b' }",
        "node { new Stage('a') }",
        "node { Stage('a') }",
    ):
        with check(text):
            assert findings_in(tmp_path, {"Jenkinsfile": text}, "misspelt-step") == []
    assert (
        findings_in(tmp_path / "library", {"vars/a.groovy": "def call() { scripts { id() } }"}, "misspelt-step") == []
    )


def test_programs_that_are_no_steps(tmp_path: Path) -> None:
    for code, found in {
        "mvn 'clean package'": 1,
        "gradlew('clean', 'build')": 1,
        "kubectl 'get pods'": 1,
        "mvn(goals: 'a')": 0,
        "mvn 'a', { b() }": 0,
        "def mvn(a) { sh a }\nmvn 'b'": 0,
        "@Library('a') _\nmvn 'b'": 0,
        "pipeline { agent any\ntools { go '1.22' }\nstages { stage('a') { steps { sh 'b' } } } }": 0,
        "node { helm 'a'; git 'https://a.com/b' }": 0,
    }.items():
        lines = findings_in(tmp_path, {"Jenkinsfile": code}, "misspelt-step")
        assert ["which is a program; unless a library" in line for line in lines] == [True] * found, code


def test_steps_without_arguments(tmp_path: Path) -> None:
    for code, found in {
        "node { cleanWx() }": 1,
        "node { deleteDirr ( ) }": 1,
        "node { cleanWs() }": 0,
        "node { cleanWx }": 0,
        "def cleanW() { }\nnode { cleanW() }": 0,
        "@Library('a') _\nnode { cleanWx() }": 0,
    }.items():
        with check(code):
            assert len(findings_in(tmp_path, {"Jenkinsfile": code}, "misspelt-step")) == found
