from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, code: str, *, declarative: bool = True) -> list[str]:
    stages = f"stages {{ stage('a') {{ steps {{\n{code}\n}} }} }}"
    pipeline = f"pipeline {{ agent any\n{stages} }}" if declarative else f"\nnode {{\n{code}\n}}"
    return findings_in(directory, {"Jenkinsfile": pipeline}, "invalid-parameter")


@pytest.mark.parametrize(
    "code",
    [
        "sh 'id'",
        "sh(script: 'id', returnStdout: true)",
        "sh([script: 'id', label: 'a'])",
        "sleep time: 1, unit: 'SECONDS'",
        'sleep time: 1, unit: "${u}"',
        "timeout(time: 1, unit: 'HOURS') { sh 'id' }",
        "timeout(5) { sh 'id' }",
        "retry(3) { sh 'id' }",
        "deleteDir()",
        "withCredentials([string(credentialsId: 'a', variable: 'B')]) { sh 'id' }",
        "script { properties([parameters([string(name: 'A', defaultValue: 'b', description: 'c')])]) }",
        "script { other.sleep(time: 1, unit: SECONDS) }",
        "stepOfALibrary(time: 1, unit: SECONDS)",
        "dir('a') { sh 'id' }",
        "writeYaml file: 'a', data: b",
        "script { c = writeYaml returnText: true, datas: [b] }",
        "script { writeYaml(*:b) }",
        "git 'ssh://git@example.com:22/a/b.git'",
        "git url: 'https://user:password@example.com:8443/a/b.git'",
        "git 'git@example.com:a/b.git'",
        "git 'file:///a b'.trim()",
        'git "https://github.com/${owner}/b.git"',
        "checkout scmGit(branches: [[name: 'main']], userRemoteConfigs: [[url: 'https://example.com/a.git']])",
        "script { docker.withRegistry('https://example.com') { } }",
        "script { docker.withRegistry('', 'a') { } }",
        'script { docker.withRegistry("$REGISTRY") { } }',
    ],
)
def test_valid(tmp_path: Path, code: str) -> None:
    assert findings(tmp_path, code) == []


@pytest.mark.parametrize(
    ("code", "place", "message"),
    [
        ("sleep(time: 10, unit: SECONDS)", "3:23", "The value `SECONDS` of `unit` is not quoted"),
        ("timeout(time: 1, unit: MINUTES) { sh 'id' }", "3:24", "The value `MINUTES` of `unit` is not quoted"),
        ("sleep time: 1, unit: 'second'", "3:22", "`unit` does not accept `second`."),
        ("catchError(buildResult: FAILURE) { sh 'id' }", "3:25", "`FAILURE` of `buildResult` is not quoted"),
        ("sh scrip: 'id'", "3:4", "`sh` has no parameter `scrip`."),
        ("sh(script: 'id', quiet: true)", "3:18", "`sh` has no parameter `quiet`."),
        ("sh(returnStdout: true)", "3:1", "`sh` lacks the required parameter `script`."),
        ("timeout(unit: 'HOURS') { sh 'id' }", "3:1", "`timeout` lacks the required parameter `time`."),
        ("sh('id', returnStdout: true)", "3:1", "`sh` has several arguments, but not all of them are named."),
        ("echo 'a', 'b'", "3:1", "`echo` has several arguments"),
        ("retry('3') { sh 'id' }", "3:7", "`count` takes an integer; `'3'` is a string"),
        ("timeout(time: '1', unit: 'HOURS') { sh 'id' }", "3:15", "`time` takes an integer; `'1'` is a string"),
        ("junit testResult: 'a'", "3:7", "`junit` has no parameter `testResult`."),
        ("cleanWs cleanOnSuccess: true", "3:9", "`cleanWs` has no parameter `cleanOnSuccess`."),
        ("emailext to: 'a', cc: 'b'", "3:19", "`emailext` has no parameter `cc`."),
        (
            "withCredentials([string(credentialId: 'a', variable: 'B')]) { sh 'id' }",
            "3:25",
            "`string` has no parameter `credentialId`.",
        ),
        ("writeYaml data: a, overwrite: true", "3:1", "`writeYaml` lacks the required parameter `file`."),
        ("script { writeJSON file: 'a' }", "3:10", "`writeJSON` lacks the required parameter `json`."),
        ("git url: 'https://github.com:me/a.git'", "3:10", "is not the address of a git repository"),
        ("git 'htps://github.com/me/a.git'", "3:5", "is not the address of a git repository"),
        ("git 'https:/github.com/me/a.git'", "3:5", "is not the address of a git repository"),
        ("git 'https://github.com/me/ a.git'", "3:5", "is not the address of a git repository"),
        ("git 'https://github.com/me/a/tree/main'", "3:5", "is not the address of a git repository"),
        ("git 'ssh://git@github.com:me/a.git'", "3:5", "is not the address of a git repository"),
        (
            "checkout([$class: 'GitSCM', userRemoteConfigs: [[url: 'https: github.com:me/a.git']]])",
            "3:55",
            "is not the address of a git repository",
        ),
        ("script { docker.withRegistry('docker.io', 'a') { } }", "3:30", "`docker.io` is no address"),
    ],
)
def test_invalid(tmp_path: Path, code: str, place: str, message: str) -> None:
    found = [line for line in findings(tmp_path, code) if message in line]
    assert [line.split()[0] for line in found] == [f"Jenkinsfile:{place}"]


def test_parameters_of_a_pipeline(tmp_path: Path) -> None:
    for code, found in {
        "choice(name: 'A', choice: ['b'])": "4:19 `choice` has no parameter `choice`.",
        "string(name: 'A', default: 'b')": "4:19 `string` has no parameter `default`.",
        "booleanParam(defaultValue: true)": "4:1 `booleanParam` lacks the required parameter `name`.",
        "string(name: 'A', defaultValue: 'b', trim: true)": None,
        "choice(name: 'A', choices: 'b', description: 'c')": None,
    }.items():
        file = (
            f"pipeline {{\nagent any\nparameters {{\n{code}\n}}\nstages {{ stage('a') {{ steps {{ sh 'id' }} }} }} }}"
        )
        expected = [] if found is None else [f"Jenkinsfile:{found}"]
        assert findings_in(tmp_path, {"Jenkinsfile": file}, "invalid-parameter") == expected, code


def test_pod_templates(tmp_path: Path) -> None:
    templates = "containers: [containerTemplate(name: 'a', images: 'b')], volumes: [secretVolume(mountPaths: '/a')]"
    found = findings(tmp_path, f"podTemplate({templates}, yamlFile: 'c') {{ sh 'id' }}", declarative=False)
    assert [line.split(" ", 1)[1] for line in found] == [
        "`containerTemplate` has no parameter `images`.",
        "`secretVolume` has no parameter `mountPaths`.",
        "`podTemplate` has no parameter `yamlFile`.",
    ]


@pytest.mark.parametrize(
    "code",
    [
        "sh(returnStdout: true)",
        "import java.util.concurrent.TimeUnit\nsleep time: 1, unit: SECONDS",
        "def SECONDS = 'SECONDS'\nsleep time: 1, unit: SECONDS",
    ],
)
def test_scripted_code_that_is_not_judged(tmp_path: Path, code: str) -> None:
    assert findings(tmp_path, code, declarative=False) == []


def test_methods_of_the_file_and_conditions_of_post(tmp_path: Path) -> None:
    code = "def echo(a, b) { }\nnode { echo 'a', 'b' }"
    assert findings_in(tmp_path, {"Jenkinsfile": code}, "invalid-parameter") == []
    post = "pipeline { agent any\nstages { stage('a') { steps { sh 'id' } } }\npost { unstable { sh 'id' } } }"
    assert findings_in(tmp_path, {"Jenkinsfile": post}, "invalid-parameter") == []


@pytest.mark.parametrize("path", ["pod.yaml", "./ci/pod.yml", "${WORKSPACE}/pod.yaml"])
def test_a_path_in_place_of_yaml(tmp_path: Path, path: str) -> None:
    pipeline = f'podTemplate(yaml: "{path}") {{ node(POD_LABEL) {{ sh "id" }} }}\n'
    (line,) = findings_in(tmp_path, {"Jenkinsfile": pipeline}, "invalid-parameter")
    assert line.endswith(f"`yaml` takes the YAML itself; `{path}` is a path.")


@pytest.mark.parametrize(("more", "found"), [("", 1), (", variable: 'A'", 0)])
def test_binding_without_a_variable(tmp_path: Path, more: str, found: int) -> None:
    text = f"node {{ withCredentials([file(credentialsId: 'a'{more})]) {{ sh 'b' }} }}\n"
    assert len(findings_in(tmp_path, {"Jenkinsfile": text}, "invalid-parameter")) == found


def test_options_of_a_declarative_pipeline(tmp_path: Path) -> None:
    options = "options { timeout(time: '1', unit: 'HOURS') }"
    text = f"pipeline {{ agent any\n{options}\nstages {{ stage('a') {{ steps {{ sh 'b' }} }} }} }}"
    (line,) = findings_in(tmp_path, {"Jenkinsfile": text}, "invalid-parameter")
    assert line.startswith("Jenkinsfile:2:25 `time` takes an integer")


def test_strings_for_integers_in_scripted_code_are_not_judged(tmp_path: Path) -> None:
    assert findings(tmp_path, "timeout(time: '1') { sh 'id' }", declarative=False) == []


def test_address_of_a_repository(tmp_path: Path) -> None:
    for step, found in {
        "git url: 'Jenkinsfile', branch: 'main'": 1,
        "git 'web'": 1,
        "git 'https://example.com/a.git'": 0,
        "git url: 'git@example.com:a.git'": 0,
        "git url: '../a'": 0,
        "git 'git@example.com/a/b.git'": 1,
        "git 'ssh://git@example.com:a/b.git'": 1,
        "git 'ssh://git@example.com:22/a/b.git'": 0,
        'git url: "${params.REPOSITORY}"': 0,
        "git branch: 'main', url: REPOSITORY": 0,
    }.items():
        with check(step):
            lines = findings_in(tmp_path, {"Jenkinsfile": f"node {{ {step} }}\n"}, "invalid-parameter")
            assert len([line for line in lines if "is not the address" in line]) == found


def test_conditions_of_when(tmp_path: Path) -> None:
    for condition, found in {
        "changeset 'a/**', 'b'": 1,
        "not { changeset(file1: 'a') }": 1,
        "changeset pattern: 'a', comparator: 'REGEXP'": 0,
        "branch 'main'": 0,
        "environment name: 'A', value: 'b'": 0,
        "anyOf { changeset 'a'; changeset 'b' }": 0,
    }.items():
        stage = f"stage('a') {{ when {{ {condition} }}\nsteps {{ id() }} }}"
        text = f"pipeline {{ agent any\nenvironment {{ A = 'b' }}\nstages {{ {stage} }} }}\n"
        with check(condition):
            assert len(findings_in(tmp_path, {"Jenkinsfile": text}, "invalid-parameter")) == found


def test_branch_of_git(tmp_path: Path) -> None:
    for step, found in {
        "git url: 'a:b', branch: '*/main'": "1:32 The `branch` of the step `git` is only the name of a branch",
        "git url: 'a:b', branch: 'main'": None,
        "checkout([$class: 'GitSCM', branches: [[name: '*/main']]])": None,
    }.items():
        lines = findings_in(tmp_path, {"Jenkinsfile": f"node {{ {step} }}\n"}, "invalid-parameter")
        assert [line.startswith(f"Jenkinsfile:{found}") for line in lines] == [True] * (found is not None), step


def test_schedules_and_contexts(tmp_path: Path) -> None:
    for code, found in {
        "properties([pipelineTriggers([cron('* * * *')])])": "1:36 `* * * *` is no valid schedule: it has 4 fields",
        "properties([pipelineTriggers([pollSCM('H 25 * * *')])])": "1:39 `25` is not valid in a schedule",
        "properties([pipelineTriggers([cron('0 2 * * MON')])])": "1:36 `MON` is not valid in a schedule",
        "properties([pipelineTriggers([cron('TZ=Europe/Berlin\\n# a\\nH(0-29)/10 2,4-6 * 1/2 7\\n@daily')])])": None,
        "properties([pipelineTriggers([cron(env.BRANCH == 'a' ? '@daily' : '')])])": None,
        "cron('a')": None,
        "docker.build('a/b:1', '-f ci/Dockerfile')": "1:23 The second argument of `docker.build` lacks the context",
        "docker.build('a/b:1', '--build-arg A=b')": "1:23 The second argument of `docker.build` lacks the context",
        "docker.build('a/b:1', '-f ci/Dockerfile .')": None,
        "docker.build('a/b:1', '--no-cache --new a')": None,
        'docker.build("a/b:1", "-f Dockerfile ${context}")': None,
        "docker.build('a/b:1')": None,
        "pipelineJob('a') { parameters { booleanParam('A', true, 'b') } }": None,
    }.items():
        lines = findings_in(tmp_path, {"Jenkinsfile": code}, "invalid-parameter")
        assert [str(found) in line for line in lines] == [True] * (found is not None), code
