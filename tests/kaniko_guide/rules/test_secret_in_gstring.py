from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

PAIR = "usernamePassword(credentialsId: 'a', usernameVariable: 'NAME', passwordVariable: 'WORD')"


def findings(directory: Path, text: str) -> list[str]:
    return findings_in(directory, {"Jenkinsfile": text}, "secret-in-gstring")


def bound(binding: str, step: str) -> str:
    return f"node {{ withCredentials([{binding}]) {{\n{step}\n}} }}\n"


@pytest.mark.parametrize(
    ("step", "column"),
    [
        ('sh "a ${WORD}"', 7),
        ('sh "a $WORD"', 7),
        ('sh "a ${env.WORD}"', 7),
        ('sh """a ${WORD}"""', 9),
        ('sh(script: "a ${WORD}", returnStdout: true)', 15),
        ('sh(\n"a ${WORD}"\n)', 4),
        ('steps.sh "a ${WORD}"', None),
        ('script { sh "${WORD}" }', 14),
        ("sh 'a ${WORD}'", None),
        ('sh "a \\${WORD}"', None),
        ('sh "a ${NAME}"', None),
        ('sh "a ${WORD.length()}"', None),
        ('echo "a ${WORD}"', None),
        ('sh script: "a", label: "${WORD}"', None),
        ('sh "a"; echo "${WORD}"', None),
        ('sh "a"\necho "${WORD}"', None),
    ],
)
def test_password_of_a_pair(tmp_path: Path, step: str, column: int | None) -> None:
    line = 3 if "\n" in step else 2
    message = "Groovy writes the value of the credential `WORD` into the script of this `sh` step."
    expected = f"Jenkinsfile:{line}:{column} {message}"
    assert findings(tmp_path, bound(PAIR, step)) == ([expected] if column else [])


@pytest.mark.parametrize(
    ("binding", "count"),
    [
        ("string(credentialsId: 'a', variable: 'X')", 1),
        ("usernameColonPassword(credentialsId: 'a', variable: 'X')", 1),
        ("[$class: 'UsernamePasswordMultiBinding', credentialsId: 'a', passwordVariable: 'X']", 1),
        ("sshUserPrivateKey(credentialsId: 'a', keyFileVariable: 'Y', passphraseVariable: 'X')", 1),
        ("sshUserPrivateKey(credentialsId: 'a', keyFileVariable: 'X')", 0),
        ("file(credentialsId: 'a', variable: 'X')", 0),
    ],
)
def test_kinds_of_bindings(tmp_path: Path, binding: str, count: int) -> None:
    assert len(findings(tmp_path, bound(binding, 'sh "${X}"'))) == count


def test_only_where_it_is_bound(tmp_path: Path) -> None:
    assert findings(tmp_path, bound(PAIR, "") + 'node { sh "${WORD}" }\n') == []


@pytest.mark.parametrize(
    ("name", "used", "count"),
    [
        ("NEXUS", "${NEXUS_PSW}", 1),
        ("NEXUS", "${env.NEXUS_PSW}", 1),
        ("NEXUS", "${NEXUS_USR}", 0),
        ("NEXUS", "${NEXUS}", 0),
        ("NEXUS", "${NEXUS_USR} ${NEXUS}", 1),
        ("TOKEN", "${TOKEN}", 1),
        ("KUBECONFIG", "--kubeconfig=${KUBECONFIG}", 0),
    ],
)
def test_environment(tmp_path: Path, name: str, used: str, count: int) -> None:
    stages = f"stages {{ stage('a') {{ steps {{ sh \"{used}\" }} }} }}"
    text = f"pipeline {{ environment {{ {name} = credentials('a') }}\n{stages} }}\n"
    assert len(findings(tmp_path, text)) == count
