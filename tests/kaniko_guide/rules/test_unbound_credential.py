from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_check import check

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

PAIR = "usernamePassword(credentialsId: 'a', usernameVariable: 'NAME_USER', passwordVariable: 'NAME_PASS')"
HEAD = "pipeline { agent any\nenvironment { C = 'token' }\nstages { stage('a') { steps {\n"
FOUND = {
    f"node {{ withCredentials([{PAIR}]) {{\n sh 'login -u $NAME_USER -p $NAME_PASSWORD' }} }}": [
        ("2:29", "There is no variable `NAME_PASSWORD`; `withCredentials` binds `NAME_PASS`.")
    ],
    f'node {{ withCredentials([{PAIR}]) {{\n sh "login -u $NAME_USER -p \\$MY_TOKEN" }} }}': [
        ("2:29", "There is no variable `MY_TOKEN`; `withCredentials` binds `NAME_PASS`.")
    ],
    "node { withCredentials([string(credentialsId: 'a', variable: 'B')]) { sh 'id' }\n sh 'echo $B' }": [
        ("2:11", "`B` only has a value in the braces of its `withCredentials`; this step is outside them.")
    ],
    HEAD + "sh 'login -u $C_USR -p $C_PSW' } } } }": [
        ("2:19", "`C` is a plain text, so there is no variable `C_PSW`.")
    ],
}
NOT_FOUND = (
    "node { provider([configFile(variable: 'B')]) { sh 'echo $B' }\n withCredentials([file(variable: 'B')]) { id() } }",
    f"node {{ withCredentials([{PAIR}]) {{ sh 'login -u $NAME_USER -p $NAME_PASS $OTHER_TOKEN' }} }}",
    f"node {{ withCredentials([{PAIR}]) {{ sh 'X_PASSWORD=b; login $NAME_USER $X_PASSWORD' }} }}",
    f"node {{ withEnv(['X_PASSWORD=b']) {{ withCredentials([{PAIR}]) {{ sh 'login $NAME_USER $X_PASSWORD' }} }} }}",
    "def f() { sh 'echo $B' }\nnode { withCredentials([string(credentialsId: 'a', variable: 'B')]) { f() } }",
    "node { withCredentials([string(credentialsId: 'a', variable: 'B')]) { dir('c') { sh 'echo $B' } } }",
    "node { withCredentials([string(credentialsId: 'a', variable: 'B')]) { sh 'id' }\n sh 'B=1; echo $B' }",
    "node { withCredentials([string(credentialsId: 'a', variable: 'B')]) { env.B = B }\n sh 'echo $B' }",
    HEAD.replace("'token'", "credentials('token')") + "sh 'login -u $C_USR -p $C_PSW' } } } }",
    HEAD.replace("'token'", "'token'; C_USR = 'a'; C_PSW = 'b'") + "sh 'login -u $C_USR -p $C_PSW' } } } }",
)

FOUND["node { withCredentials([string(variable: 'B')]) { sh 'id' }\n sh 'run --build-arg B=$B' }"] = [
    ("2:24", "`B` only has a value in the braces of its `withCredentials`; this step is outside them.")
]


def test_found(tmp_path: Path) -> None:
    for index, (text, expected) in enumerate(FOUND.items()):
        with check(text):
            found = findings_in(tmp_path / str(index), {"Jenkinsfile": text}, "unbound-credential")
            assert [line.split(" ", 1) for line in found] == [
                [f"Jenkinsfile:{place}", message] for place, message in expected
            ]


def test_not_found(tmp_path: Path) -> None:
    for index, text in enumerate(NOT_FOUND):
        with check(text):
            assert findings_in(tmp_path / str(index), {"Jenkinsfile": text}, "unbound-credential") == []
