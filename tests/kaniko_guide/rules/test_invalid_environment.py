from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from pytest_check import check

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, entries: str) -> list[str]:
    stages = "stages { stage('a') { steps { sh 'id' } } }"
    pipeline = f"pipeline {{\nagent any\nenvironment {{\n{entries}\n}}\n{stages}\n}}\n"
    return findings_in(directory, {"Jenkinsfile": pipeline}, "invalid-environment")


@pytest.mark.parametrize(
    "entries",
    [
        "A = 'a'",
        'A = "${env.B}-c"',
        "A = '''a\nb'''",
        "A = 0.1",
        "A = -1",
        "A = true",
        "A = null",
        "A = credentials('a')",
        "A = sh(script: 'date', returnStdout: true).trim()",
        "A = 'a' + 'b' +\n  \"c${x}\"",
        "A = ('a' + 'b')",
        "A = 'a'\nB = 'b'",
    ],
)
def test_valid(tmp_path: Path, entries: str) -> None:
    assert findings(tmp_path, entries) == []


@pytest.mark.parametrize(
    ("entries", "place", "message"),
    [
        ("A=blue-team-7", "4:3", "The value `blue-team-7` of `A` is not quoted."),
        ("A = b", "4:5", "The value `b` of `A` is not quoted."),
        ("A = params.B", "4:5", "The value `params.B` of `A` is not quoted."),
        ("A = v1.2.x", "4:5", "The value `v1.2.x` of `A` is not quoted."),
        ("A = example.com/b", "4:5", "The value `example.com/b` of `A` is not quoted."),
        (
            "A = x ? 'b' : 'c'",
            "4:5",
            "The value `x ? 'b' : 'c'` of `A` is a Groovy expression, which is not allowed here.",
        ),
        ("A = params.B ?: 'c'", "4:5", "a Groovy expression"),
        ("A = 'b' + c", "4:5", "a Groovy expression"),
        ("A = 'b' + c()", "4:5", "a Groovy expression"),
        ("A = ['b', 'c']", "4:5", "a Groovy expression"),
        ("A = 'b'\nA = 'c'", "5:1", "`A` is defined twice in the same `environment`."),
        ("env.A = 'b'", "4:1", "`env.A = 'b'` is not allowed in `environment`."),
        ("A 'b'", "4:1", "`A 'b'` is not allowed in `environment`."),
        ("if (x) { A = 'b' }", "4:1", "is not allowed in `environment`."),
        ("hey-look = 'b'", "4:1", "`hey-look = 'b'` is not allowed in `environment`."),
        ("1A = 'b'", "4:1", "`1A = 'b'` is not allowed in `environment`."),
        ("'A' = 'b'", "4:1", "`'A' = 'b'` is not allowed in `environment`."),
        ("A = ${env.B}", "4:5", "The value `${env.B}` of `A` is not quoted."),
        ("", "3:1", "`environment` is empty."),
    ],
)
def test_invalid(tmp_path: Path, entries: str, place: str, message: str) -> None:
    (line,) = findings(tmp_path, entries)
    assert line.startswith(f"Jenkinsfile:{place} ")
    assert message in line


def test_sections_of_stages_and_scripted_code(tmp_path: Path) -> None:
    stages = "stages { stage('a') { environment { A = b }\nsteps { script { environment { B = c } } } } }"
    assert (
        len(findings_in(tmp_path, {"Jenkinsfile": f"pipeline {{ agent any\n{stages} }}"}, "invalid-environment")) == 1
    )
    code = "stages { stage('a') { when { environment name: 'A', value: 'b' }\nsteps { sh 'id' } } }"
    assert findings_in(tmp_path, {"Jenkinsfile": f"pipeline {{ agent any\n{code} }}"}, "invalid-environment") == []
    assert findings_in(tmp_path, {"Jenkinsfile": "node { environment { A = b } }"}, "invalid-environment") == []


def test_entries_as_in_yaml(tmp_path: Path) -> None:
    for number, (entry, count) in enumerate({"A: 'b'": 1, "A == 'b'": 1, "A = 'b:c'": 0, "A = b ?: 'c'": 1}.items()):
        text = f"pipeline {{ agent any\nenvironment {{ {entry} }}\nstages {{ stage('b') {{ steps {{ id() }} }} }} }}\n"
        assert len(findings_in(tmp_path / str(number), {"Jenkinsfile": text}, "invalid-environment")) == count, entry


def test_strings_that_are_not_replaced(tmp_path: Path) -> None:
    for value, found in {
        "'credentials(\"a\")'": 'is the string `credentials("a")`; `credentials` is not called.',
        "'${env.BUILD_NUMBER}'": "`${env.BUILD_NUMBER}` is in single quotes and is not replaced",
        "'''a-${params.TAG}'''": "`${params.TAG}` is in single quotes",
        "'${BUILD_NUMBER}'": None,
        '"${env.BUILD_NUMBER}"': None,
        "credentials('a')": None,
    }.items():
        text = (
            f"pipeline {{ agent any\nenvironment {{ A = {value} }}\nstages {{ stage('b') {{ steps {{ id() }} }} }} }}\n"
        )
        with check(value):
            lines = findings_in(tmp_path, {"Jenkinsfile": text}, "invalid-environment")
            assert [str(found) in line for line in lines] == [True] * (found is not None)


def test_misspelt_credentials(tmp_path: Path) -> None:
    for value, found in {"credential('a')": 1, "credentails('a')": 1, "credentials('a')": 0, "getTag('a')": 0}.items():
        stages = "stages { stage('a') { steps { sh 'b' } } }"
        text = f"pipeline {{ agent any\nenvironment {{\nA = {value}\n}}\n{stages} }}"
        lines = findings_in(tmp_path, {"Jenkinsfile": text}, "invalid-environment")
        assert ["There is no function" in line for line in lines] == [True] * found, value
