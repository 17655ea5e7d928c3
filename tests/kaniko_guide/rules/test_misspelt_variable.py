from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import PIPELINE, replace_first
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, old: str, new: str) -> list[str]:
    return findings_in(directory, {"Jenkinsfile": replace_first(PIPELINE, old, new)}, "misspelt-variable")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("$BUILD_NUMBER", "$BUILD_NUMER", "34:81 Jenkins does not set a variable `$BUILD_NUMER`."),
        ('"$WORKSPACE"', '"${workspace}"', "32:38 Jenkins does not set a variable `$workspace`."),
    ],
)
def test_found(tmp_path: Path, old: str, new: str, expected: str) -> None:
    (line,) = findings(tmp_path, old, new)
    assert line.startswith(f"Jenkinsfile:{expected}")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("$BUILD_NUMBER", "$BUILD_NUMBERS$BUILD_NUMER\n export BUILD_NUMER=1\n"),
        ("$BUILD_NUMBER", "$BUILD_NUMBERS"),
        ("$BUILD_NUMBER", "\\\\$BUILD_NUMER"),
    ],
)
def test_not_found(tmp_path: Path, old: str, new: str) -> None:
    assert findings(tmp_path, old, new) == []


def test_other_commands(tmp_path: Path) -> None:
    for script, found in {
        "helm upgrade a b --set tag=v$BUILD_NUMMBER": "Jenkins does not set a variable `$BUILD_NUMMBER`.",
        "echo $BUILD_NUMBERS $BUILDNUMBER $WORKSPACES $NODE_NAMES": None,
        "BUILD_NUMMBER=1; echo $BUILD_NUMMBER": None,
        "echo '$BUILD_NUMMBER'": None,
    }.items():
        pipeline = "node {\n  sh '''" + script + "'''\n}\n"
        lines = findings_in(tmp_path, {"Jenkinsfile": pipeline}, "misspelt-variable")
        assert [str(found) in line for line in lines] == [True] * (found is not None), script


def test_variables_of_the_file(tmp_path: Path) -> None:
    start = "pipeline { agent any\nenvironment { DOCKER_USER_ID = 'a'\nHOST_1 = 'b' }\n"
    for script, found in {
        "docker login -u $DOCKER_UESR_ID": "does not set a variable `$DOCKER_UESR_ID`, but it sets `$DOCKER_USER_ID`.",
        "docker login -u $DOCKER_USER_ID $DOCKER_USER_IDS $HOST_2 $DOCKERUSER_ID": None,
        "DOCKER_UESR_ID=a; echo $DOCKER_UESR_ID": None,
    }.items():
        text = f"{start}stages {{ stage('a') {{ steps {{ sh '{script}' }} }} }} }}\n"
        lines = findings_in(tmp_path, {"Jenkinsfile": text}, "misspelt-variable")
        assert [str(found) in line for line in lines] == [True] * (found is not None), script
        assert findings_in(tmp_path, {"Jenkinsfile": f"@Library('a') _\n{text}"}, "misspelt-variable") == []


def test_instructions_of_a_dockerfile(tmp_path: Path) -> None:
    for text, found in {
        "FROM a:1\nARG JARFILE=b\nCOPY ${JAR_FILE} c": "3:6 The file does not set a variable `$JAR_FILE`, but it "
        "sets `$JARFILE`.",
        "ARG VERSION=1\nFROM a:$VERZION": "2:8 The file does not set a variable `$VERZION`, but it sets `$VERSION`.",
        "FROM a:1\nARG JAR_FILE=b\nCOPY ${JAR_FILE} c": None,
        "FROM a:1\nARG JARFILE=b\nRUN echo $JARFILE\nCOPY ${JAR_FILE} c": None,
        "FROM a:1\nARG JARFILE=b\nCOPY ${JAR_FILE:-x} c": None,
        "FROM a:1\nARG OTHER=b\nCOPY ${JAR_FILE} c": None,
    }.items():
        lines = findings_in(tmp_path, {"Dockerfile": f"{text}\n"}, "misspelt-variable")
        assert lines == ([] if found is None else [f"Dockerfile:{found}"]), text


def test_names_of_build_arguments(tmp_path: Path) -> None:
    pipeline = """pipeline {{
  agent any
  environment {{ RELEASE_TAG = '1' }}
  stages {{ stage('a') {{ steps {{ sh '/kaniko/executor --no-push --build-arg {argument}' }} }} }}
}}
"""
    for argument, count in {
        "RELEASE_TG": 1,
        "RELEASE_TAG": 0,
        "RELEASE_TG=1": 0,
        "OTHER_NAME": 0,
        "BUILD_NUMBER": 0,
    }.items():
        files = {"Jenkinsfile": pipeline.format(argument=argument)}
        found = findings_in(tmp_path, files, "misspelt-variable")
        assert len(found) == count, argument
        assert all("it sets `$RELEASE_TAG`" in line for line in found)
