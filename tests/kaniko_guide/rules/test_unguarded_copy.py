from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import severities_in
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

PIPELINE = """node {{
  sh 'mvn package'; {before}
  container('kaniko') {{
    sh '/kaniko/executor --dockerfile=$WORKSPACE/Dockerfile --destination=a/b:1'
  }}
  {after}
}}
"""


def findings(directory: Path, before: str = "", after: str = "", copy: str = "COPY target/*.jar app.jar") -> list[str]:
    pipeline = PIPELINE.format(before=before, after=after)
    files = {"Jenkinsfile": pipeline, "Dockerfile": f"FROM a\n{copy}\n"}
    return findings_in(directory, files, "unguarded-copy")


@pytest.mark.parametrize(
    "before",
    ["", "sh 'mvn package'", "sh 'ls'", "sh 'test -f pom.xml'", "sh 'ls other/*.jar'", "sh 'set -- target/*.jar'"],
)
def test_unproven(tmp_path: Path, before: str) -> None:
    (line,) = findings(tmp_path, before)
    assert line.startswith("Jenkinsfile:4:9 The Dockerfile copies `target/*.jar`")


@pytest.mark.parametrize(
    "before",
    [
        "sh 'ls target/*.jar'",
        "sh 'test -f target/myapp-1.0.jar'",
        "sh '[ -f ./target/app.jar ]'",
        "sh 'if [ ! -e \"$WORKSPACE/target/app.jar\" ]; then exit 1; fi'",
        "sh '[[ -s target/app.jar ]] || exit 1'",
        "sh 'stat target/*.jar'",
        "sh 'set -- target/*.jar; test -f \"$1\"'",
        "sh 'mvn package && cp target/*.jar app.jar'",
        "archiveArtifacts artifacts: 'target/*.jar'",
        "archiveArtifacts 'pom.xml, target/*.jar'",
        "stash name: 'jar', includes: 'target/*.jar'",
    ],
)
def test_proven(tmp_path: Path, before: str) -> None:
    assert findings(tmp_path, before) == []


def test_later_check_does_not_count(tmp_path: Path) -> None:
    assert len(findings(tmp_path, after="sh 'ls target/*.jar'")) == 1


@pytest.mark.parametrize("copy", ["COPY target/app.jar app.jar", "COPY --from=build /x/*.jar app.jar", "COPY . ."])
def test_copies_that_need_no_check(tmp_path: Path, copy: str) -> None:
    assert findings(tmp_path, copy=copy) == []


def test_files_of_the_repository_need_no_check(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text("{}")
    assert findings(tmp_path, copy="COPY package*.json ./") == []


def test_dockerfile_is_found_by_its_path(tmp_path: Path) -> None:
    files = {
        "Jenkinsfile": "node { sh '/kaniko/executor -f web/Dockerfile -d a/b:1' }\n",
        "web/Dockerfile": "FROM a\nCOPY . .\n",
        "api/Dockerfile": "FROM a\nCOPY target/*.jar a.jar\n",
    }
    assert findings_in(tmp_path, files, "unguarded-copy") == []
    files["Jenkinsfile"] = files["Jenkinsfile"].replace("web/", "api/")
    assert len(findings_in(tmp_path, files, "unguarded-copy")) == 1


def test_other_commands_of_the_executor_build_nothing(tmp_path: Path) -> None:
    files = {"Jenkinsfile": "node { sh '/kaniko/executor version' }\n", "Dockerfile": "FROM a\nCOPY *.jar a.jar\n"}
    assert findings_in(tmp_path, files, "unguarded-copy") == []


@pytest.mark.parametrize(
    "copy",
    [
        "COPY package.json yarn.lock* package-lock.json* ./",
        "COPY go.mod go.su[m] ./",
        'COPY ["package.json", ".npmr?", "./"]',
        "ADD package.json patches* /app/",
    ],
)
def test_a_pattern_beside_a_file_that_is_there(tmp_path: Path, copy: str) -> None:
    for name in ("package.json", "go.mod"):
        (tmp_path / name).write_text("", "utf-8")
    assert findings(tmp_path, copy=copy) == []


def test_patterns_of_different_instructions_are_separate(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text("", "utf-8")
    assert len(findings(tmp_path, copy="COPY package.json ./\nCOPY target/*.lock ./")) == 1


def test_pattern_of_files_in_the_directory_of_the_context(tmp_path: Path) -> None:
    pipeline = "node { sh '/kaniko/executor --context=$WORKSPACE/web --destination=a/b:1' }\n"
    files = {"Jenkinsfile": pipeline, "web/Dockerfile": "FROM a\nCOPY package*.json ./\n", "web/package.json": "{}"}
    assert findings_in(tmp_path, files, "unguarded-copy") == []


@pytest.mark.parametrize(("command", "severity"), [("mvn package", "info"), ("make", "warning")])
def test_severity_after_a_build(tmp_path: Path, command: str, severity: str) -> None:
    findings(tmp_path, copy="COPY target/*.jar app.jar")
    path = tmp_path / "Jenkinsfile"
    path.write_text(path.read_text("utf-8").replace("mvn package", command), "utf-8")
    assert severities_in(tmp_path, "unguarded-copy") == [severity]
