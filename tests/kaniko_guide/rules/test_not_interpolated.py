from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_check import check

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

FOUND = {
    "node { docker.build('a:${BUILD_NUMBER}') }": [
        ("1:24", "`${BUILD_NUMBER}` is in single quotes and is not replaced.")
    ],
    "node { app.push('${env.TAG}') }": [("1:18", "`${env.TAG}` is in single quotes and is not replaced.")],
    "node { def v = 'a'\n dir('b/${v}') { sh 'c' } }": [("2:9", "`${v}` is in single quotes and is not replaced.")],
}
NOT_FOUND = (
    'node { docker.build("a:${BUILD_NUMBER}") }',
    "node { sh 'echo ${BUILD_NUMBER}'\n echo '${BUILD_NUMBER}' }",
    "node { archiveArtifacts '${BUILD_NUMBER}.jar'\n git branch: '${BRANCH}', url: 'a' }",
    "node { docker.image('a:${unknown}') }",
    "node { list.add('${BUILD_NUMBER}') }",
)


def test_found(tmp_path: Path) -> None:
    for index, (text, expected) in enumerate(FOUND.items()):
        with check(text):
            found = findings_in(tmp_path / str(index), {"Jenkinsfile": text}, "not-interpolated")
            assert [line.split(" ", 1) for line in found] == [
                [f"Jenkinsfile:{place}", message] for place, message in expected
            ]


def test_not_found(tmp_path: Path) -> None:
    for index, text in enumerate(NOT_FOUND):
        with check(text):
            assert findings_in(tmp_path / str(index), {"Jenkinsfile": text}, "not-interpolated") == []


def test_identifiers_of_credentials_and_bat(tmp_path: Path) -> None:
    for step, found in {
        "withCredentials([string(credentialsId: '${env.ID}', variable: 'A')]) { id() }": 1,
        "git url: 'https://example.com/a.git', credentialsId: '${params.ID}'": 1,
        "bat 'docker network create ${BUILD_NUMBER}'": 1,
        "bat 'echo %BUILD_NUMBER%'": 0,
        "git url: 'https://example.com/a.git', credentialsId: \"${params.ID}\"": 0,
        "slackSend message: '${env.JOB_NAME}'": 0,
    }.items():
        with check(step):
            text = f"node {{ {step} }}\n"
            assert len(findings_in(tmp_path, {"Jenkinsfile": text}, "not-interpolated")) == found
