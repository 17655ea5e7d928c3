from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from tests.kaniko_guide.rules.shared import severities_in
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def names(directory: Path, pipeline: str, path: str = "Jenkinsfile") -> list[str]:
    found = findings_in(directory, {path: pipeline}, "undefined-groovy-variable")
    return [line.split("`")[1] for line in found]


@pytest.mark.parametrize(
    ("pipeline", "name"),
    [
        ('node { sh "build a:${COMMIT_ID}" }\n', "COMMIT_ID"),
        ('node { sh "build a:$commit" }\n', "commit"),
        ('node { sh "build a:${GIT_SHA}" }\n', "GIT_SHA"),
        ('node { sh "build a:${commitId.take(7)}" }\n', "commitId"),
        ('node { sh "build a:${VERSION.trim()}" }\n', "VERSION"),
        ('node { sh script: """build a:${shortSha}""" }\n', "shortSha"),
        ('node { wrap([$class: "A"]) { sh "a" }; sh "build ${B}" }\n', "B"),
        ('node { timeout(1) { dir("a") { sh "build ${B}" } } }\n', "B"),
        ('pipeline { parameters { string(name: "A") }; stages { stage("a") { steps { sh "build ${B}" } } } }\n', "B"),
        ('pipeline { agent { kubernetes { yaml """a: ${B}""" } }; stages { stage("a") { steps { sh "c" } } } }\n', "B"),
        ('pipeline { environment { A = "c:${B}" }; stages { stage("a") { steps { sh "c" } } } }\n', "B"),
        ('pipeline { environment { TAG = "1" }; stages { stage("a") { steps { sh "build ${TAGS}" } } } }\n', "TAGS"),
    ],
)
def test_found(tmp_path: Path, pipeline: str, name: str) -> None:
    assert names(tmp_path, pipeline) == [name]


@pytest.mark.parametrize(
    "pipeline",
    [
        "node { sh 'build a:${COMMIT_ID}' }\n",
        'node { sh "build a:\\${COMMIT_ID}" }\n',
        'node { sh "build a:${env.COMMIT_ID} ${params.X}" }\n',
        'node { sh "build ${BUILD_NUMBER} ${GIT_COMMIT} ${gitlabBranch} ${JOB_BASE_NAME} ${currentBuild.number}" }\n',
        'node { def COMMIT_ID = f(); sh "build a:${COMMIT_ID}" }\n',
        'node { COMMIT_ID = f(); sh "build a:${COMMIT_ID}" }\n',
        'node { env.COMMIT_ID = f(); sh "build a:${COMMIT_ID}" }\n',
        'node { withEnv(["COMMIT_ID=${f()}"]) { sh "build a:${COMMIT_ID}" } }\n',
        'def b(COMMIT_ID) { sh "build a:${COMMIT_ID}" }\n',
        'node { ["a"].each { sh "build ${it}" } }\n',
        'node { ["a"].each { c -> sh "build ${c}" } }\n',
        'pipeline { parameters { string(name: "C") }; stages { stage("a") { steps { sh "x ${C}" } } } }\n',
        'pipeline { environment { A = credentials("a") }; stages { stage("a") { steps { sh "x ${A_USR}" } } } }\n',
        'node { properties([parameters([choice(name: "C", choices: ["a"])])]); sh "build ${C}" }\n',
        'node { withCredentials([file(credentialsId: "a", variable: "F")]) { sh "cat ${F}" } }\n',
        '@Library("a") _\nnode { sh "build a:${COMMIT_ID}" }\n',
        'node { load "vars.groovy"; sh "build a:${COMMIT_ID}" }\n',
        'node { sh "A=1; build $A" }\n',
        'node { withSonarQubeEnv("s") { sh "scan ${SONAR_HOST_URL}" } }\n',
        'node { ourEnvironment { container("a") { sh "scan ${REGION}" } } }\n',
        'node { withCredentials([[$class: "AmazonWebServicesCredentialsBinding"]]) { sh "a ${AWS_REGION}" } }\n',
        'node { sh "build ${utils.tag()} ${System.getenv(1)} ${tag()} ${GIT_COMMIT.take(7)}" }\n',
    ],
)
def test_not_found(tmp_path: Path, pipeline: str) -> None:
    assert names(tmp_path, pipeline) == []


def test_code_of_a_library(tmp_path: Path) -> None:
    assert names(tmp_path, 'def call() { sh "build a:${COMMIT_ID}" }\n', "vars/build.groovy") == []


def test_an_environment_variable_of_the_agent(tmp_path: Path) -> None:
    pod = 'spec: {containers: [{name: jnlp, image: "b:1", env: [{name: COMMIT_ID, value: c}]}]}'
    pipeline = f"podTemplate(yaml: '{pod}') {{ node(POD_LABEL) {{ sh \"x ${{COMMIT_ID}}\" }} }}\n"
    assert names(tmp_path, pipeline) == []


@pytest.mark.parametrize(
    ("name", "severity"), [("workspace", []), ("Build_Number", []), ("REGISTRY", ["warning"]), ("registry", ["error"])]
)
def test_names_of_the_environment(tmp_path: Path, name: str, severity: list[str]) -> None:
    (tmp_path / "Jenkinsfile").write_text(f'node {{ sh "echo ${{{name}}}" }}\n', "utf-8")
    assert severities_in(tmp_path, "undefined-groovy-variable") == severity


IN_CODE = {
    "stage('a') { steps { script { def tag = 'b' } } }\nstage('c') { steps {\nsh \"id ${tag}\" } }": (
        "5:10 `tag` is not visible here: `def` declares it in another block"
    ),
    "stage('a') { steps { script { def b = docker.build('d') } } }\nstage('c') { steps { script {\nb.push() } } }": (
        "5:1 `b` is not visible here"
    ),
    "stage('a') { steps {\necho message } }": "4:6 The file defines no variable `message`",
    "stage('a') { steps {\necho \"${message}\" } }": "4:9 The file defines no variable `message`",
}
NOT_IN_CODE = (
    "stage('a') { steps { echo \"${env.X} ${BUILD_NUMBER} ${params.Y} ${currentBuild.result}\" } }",
    "stage('a') { steps { script { tag = 'b' } } }\nstage('c') { steps { echo tag } }",
    "stage('a') { environment { NAME = 'b' }\nsteps { echo NAME\necho \"${name}\" } }",
    "stage('a') { steps { stepOfALibrary { echo message } } }",
    "stage('a') { steps { withSonarQubeEnv('b') { echo \"${SONAR_HOST_URL}\" } } }",
    "stage('a') { steps { script { plugin.call() } } }",
    "stage('a') { steps { script { readProperties(file: 'b').each { echo message } } } }",
    "stage('a') { steps { catchError(buildResult: SUCCESS) { sh 'b' } } }",
    "stage('a') { steps { script { String[] b = 'c'.split('d') tag = b[0]\necho tag } } }",
    "stage('a') { steps { script { deleteDir() if (a) { sh 'b' } else if (message) { sh 'c' }\necho message } } }",
)


def test_names_in_code(tmp_path: Path) -> None:
    for index, (stages, message) in enumerate(IN_CODE.items()):
        with check(stages):
            text = f"pipeline {{ agent any\nstages {{\n{stages} }} }}"
            (found,) = findings_in(tmp_path / str(index), {"Jenkinsfile": text}, "undefined-groovy-variable")
            assert found.startswith(f"Jenkinsfile:{message}")


def test_a_misspelt_object(tmp_path: Path) -> None:
    assert names(tmp_path / "a", 'node { echo "${currentBuilt.number}" }\n') == ["currentBuilt"]
    assert names(tmp_path / "b", "node { if (paramz.A) { sh 'a' } }\n") == ["paramz"]
    assert names(tmp_path / "c", 'node { echo "${currentBuild.number} ${build.number}" }\n') == []


def test_names_in_code_that_may_be_defined(tmp_path: Path) -> None:
    for index, stages in enumerate(NOT_IN_CODE):
        with check(stages):
            text = f"pipeline {{ agent any\nstages {{\n{stages} }} }}"
            assert findings_in(tmp_path / str(index), {"Jenkinsfile": text}, "undefined-groovy-variable") == []


def test_environment_in_the_agent(tmp_path: Path) -> None:
    stages = "stages { stage('a') { steps { sh 'id' } } } }\n"
    start = "pipeline { environment { TAG = '1' }\n"
    agent = 'agent { kubernetes { yaml """\n- image: a:$TAG\n""" } }\n'
    for text, found in {
        start + agent + stages: True,
        start + 'agent { docker { image "a:${env.TAG}" } }\n' + stages: True,
        "def TAG = '1'\n" + start + agent + stages: False,
        "env.TAG = '1'\n" + start + agent + stages: False,
        'pipeline { environment { TAG = "${params.TAG}" }\n' + agent + stages: False,
        start + "parameters { string(name: 'TAG') }\n" + agent + stages: False,
        start + "agent { kubernetes { yaml '''\n- image: a:$TAG\n''' } }\n" + stages: False,
        start + "agent any\nstages { stage('a') { agent { docker \"a:$TAG\" }\nsteps { sh 'id' } } } }\n": False,
        "pipeline { environment { BUILD_NUMBER = '1' }\n" + agent.replace("TAG", "BUILD_NUMBER") + stages: False,
    }.items():
        with check(text):
            lines = findings_in(tmp_path, {"Jenkinsfile": text}, "undefined-groovy-variable")
            assert [line.partition(" ")[2].startswith("`TAG` does not exist here yet") for line in lines] == [
                True
            ] * found
