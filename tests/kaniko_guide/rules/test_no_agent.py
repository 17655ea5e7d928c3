from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_check import check

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

NONE = "pipeline { agent none\n"
ANY = "pipeline { agent any\nstages { stage('a') { steps { sh 'id' } } } }"
FOUND = {
    NONE + "stages { stage('a') { steps { sh 'id' } } } }": "2:31 `sh` needs an agent",
    NONE + "stages { stage('a') { steps {\n script { if (b) { checkout scm } } } } } }": "3:20 `checkout` needs",
    NONE + "stages { stage('a') { agent any\n steps { sh 'id' } } }\npost { always { cleanWs() } } }": "4:17 `cleanWs`",
    NONE + "stages { stage('a') { stages { stage('b') {\nsteps { sh 'id' } } } } } }": "3:9 `sh` needs an agent",
    NONE + "stages { stage('a') { parallel { stage('b') {\nsteps { timeout(1) { dir('c') { sh 'id' } } } } } } } }": (
        "3:22 `dir` needs an agent"
    ),
    f"def pod = readFile('a.yaml')\n{ANY}": "1:11 `readFile` needs a workspace",
    f"sh 'id'\n{ANY}": "1:1 `sh` needs a workspace",
    "pipeline { agent { kubernetes {\nyaml readFile('a.yaml') } }\nstages { stage('a') { steps { sh 'id' } } } }": (
        "2:6 `readFile` needs a workspace"
    ),
}
NOT_FOUND = (
    f"def pod = readTrusted('a.yaml')\n{ANY}",
    f"def f() {{ sh 'id' }}\nnode {{ x = readFile 'a' }}\ndef shell = 'readFile(a)'\n{ANY}",
    "def pod = readFile('a.yaml')\nnode { sh 'id' }",
    "pipeline { agent any\nstages { stage('a') { steps { sh 'id' } } } }",
    NONE + "stages { stage('a') { agent { label 'b' }\n steps { sh 'id' }\npost { always { cleanWs() } } } } }",
    NONE + "stages { stage('a') { agent any\n stages { stage('b') { steps { sh 'id' } } } } } }",
    NONE + "stages { stage('a') { matrix { agent any\n axes { axis { name 'X'; values 'y' } }\n"
    "stages { stage('b') { steps { sh 'id' } } } } } } }",
    NONE + "stages { stage('a') { steps { node('b') { sh 'id' }\n echo 'c'\n input 'd'\n build 'e' } } } }",
    NONE + "stages { stage('a') { steps { script { podTemplate { node(POD_LABEL) { sh 'id' } } } } } } }",
    NONE + "stages { stage('a') { steps { stepOfALibrary { sh 'id' } } } } }",
    "pipeline { agent any\nstages { stage('a') { agent none\n steps { sh 'id' } } } }",
)


def test_found(tmp_path: Path) -> None:
    for index, (text, message) in enumerate(FOUND.items()):
        with check(text):
            (found,) = findings_in(tmp_path / str(index), {"Jenkinsfile": text}, "no-agent")
            assert found.startswith(f"Jenkinsfile:{message}")


def test_not_found(tmp_path: Path) -> None:
    for index, text in enumerate(NOT_FOUND):
        with check(text):
            assert findings_in(tmp_path / str(index), {"Jenkinsfile": text}, "no-agent") == []
