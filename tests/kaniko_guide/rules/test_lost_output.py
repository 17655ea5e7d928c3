from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_check import check

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

NULL = "Without `returnStdout: true` the value of `sh` is `null`."
SPLIT = "`v` ends with a line end, which ends the command here; what follows becomes another command."
FOUND = {
    "node { def v = sh 'date'\n echo v }": [("1:16", NULL)],
    "node { env.V = sh(script: 'date', label: 'a')\n sh 'id $V' }": [("1:16", NULL)],
    "node { def v = sh('date').trim() }": [("1:16", NULL)],
    "node { def v = sh(script: 'git rev-parse HEAD', returnStdout: true)\n sh \"docker build -t a:${v} .\" }": [
        ("2:24", SPLIT)
    ],
    "node { def v = sh(script: 'cat a | cut -c 1', returnStdout: true)\n sh \"a $v b\" }": [("2:8", SPLIT)],
}
NOT_FOUND = (
    "node { def v = sh(script: 'date', returnStatus: true)\n echo v }",
    "node { def v = sh(script: 'date', returnStdout: true).trim()\n sh \"a ${v} b\" }",
    "node { def v = sh(script: 'date', returnStdout: true)\n v = v.trim()\n sh \"a ${v} b\" }",
    "node { def v = sh(script: 'date', returnStdout: true)\n sh \"a ${v.trim()} b\" }",
    "node { def v = sh(script: 'date', returnStdout: true)\n sh \"a ${v}\" }",
    "node { def v = sh(script: 'date', returnStdout: true)\n sh \"a '${v}' b\" }",
    "node { def v = sh(script: 'printf a', returnStdout: true)\n sh \"a ${v} b\" }",
    'node { def v = sh(script: "kubectl get pod -o jsonpath=\'{.a}\'", returnStdout: true)\n sh "a ${v} b" }',
    "node { def v = sh 'date' }",
    "node { def v = sh(arguments)\n echo v }",
)


def test_found(tmp_path: Path) -> None:
    for index, (text, expected) in enumerate(FOUND.items()):
        with check(text):
            found = findings_in(tmp_path / str(index), {"Jenkinsfile": text}, "lost-output")
            assert [line.split(" ", 1) for line in found] == [
                [f"Jenkinsfile:{place}", message] for place, message in expected
            ]


def test_not_found(tmp_path: Path) -> None:
    for index, text in enumerate(NOT_FOUND):
        with check(text):
            assert findings_in(tmp_path / str(index), {"Jenkinsfile": text}, "lost-output") == []
