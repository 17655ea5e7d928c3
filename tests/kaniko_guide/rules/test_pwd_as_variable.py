from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("/kaniko/executor --context ${pwd} --no-push", "${pwd}"),
        ("cp app.jar $pwd/target", "$pwd"),
        ('ls "${pwd}" > x', "${pwd}"),
        ("echo a > $pwd/b", "$pwd"),
        ("`pwd`\n/kaniko/executor --no-push", "Permission denied"),
        ("cd a && $(pwd)", "Permission denied"),
    ],
)
def test_found(tmp_path: Path, script: str, found: str) -> None:
    (line,) = findings_in(tmp_path, {"Jenkinsfile": f"node {{\n  sh '''{script}'''\n}}\n"}, "pwd-as-variable")
    assert f"`{found}`" in line


@pytest.mark.parametrize(
    "script",
    [
        "/kaniko/executor --context ${PWD} --no-push",
        "ls $(pwd) `pwd`/a $PWDX $pwds",
        "echo '$pwd'",
        "pwd=$(cd a; pwd); ls $pwd",
        "`pwd`/mvnw package",
    ],
)
def test_not_found(tmp_path: Path, script: str) -> None:
    assert findings_in(tmp_path, {"a.sh": f"{script}\n"}, "pwd-as-variable") == []


def test_a_variable_of_that_name_is_set_elsewhere(tmp_path: Path) -> None:
    pipeline = (
        "node { withCredentials([usernamePassword(usernameVariable: 'user', passwordVariable: 'pwd')]) {\n"
        "  sh 'curl -u $user:$pwd https://example.com/'\n} }\n"
    )
    assert findings_in(tmp_path, {"Jenkinsfile": pipeline}, "pwd-as-variable") == []


def test_a_word_as_context(tmp_path: Path) -> None:
    for context, found in {"--context pwd": 1, "--context=dir://pwd": 1, "-c $(pwd)": 0, "--context pwd/a": 0}.items():
        with check(context):
            text = f"/kaniko/executor {context} --no-push\n"
            assert len(findings_in(tmp_path, {"a.sh": text}, "pwd-as-variable")) == found
    files = {"a.sh": "/kaniko/executor --context pwd --no-push\n", "pwd/Dockerfile": "FROM scratch\n"}
    assert findings_in(tmp_path / "directory", files, "pwd-as-variable") == []


def test_in_a_string_of_groovy(tmp_path: Path) -> None:
    cases = {
        'node { sh "ls ${pwd}" }': 1,
        'node { sh "ls $pwd/a" }': 1,
        'node { sh "ls ${pwd()}" }': 0,
        'node { def pwd = f(); sh "ls ${pwd}" }': 0,
        'node { f { pwd -> sh "ls ${pwd}" } }': 0,
        'def f(pwd) { sh "ls ${pwd}" }': 0,
        "node { withCredentials([string(variable: 'pwd', credentialsId: 'a')]) { sh \"l ${pwd}\" } }": 0,
    }
    for number, (text, count) in enumerate(cases.items()):
        found = findings_in(tmp_path / str(number), {"Jenkinsfile": f"{text}\n"}, "pwd-as-variable")
        assert len(found) == count, text
