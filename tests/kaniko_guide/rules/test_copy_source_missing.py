from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def findings(directory: Path, dockerfile: str, **files: str) -> list[str]:
    content = {"Dockerfile": f"FROM a\n{dockerfile}\n"} | {
        name.replace("__", "/").replace("_dot_", "."): text for name, text in files.items()
    }
    return [line.partition(" ")[0] for line in findings_in(directory, content, "copy-source-missing")]


PIPELINE = "node {{\n  sh '{}'\n}}\n"


@pytest.mark.parametrize("source", ["conf/a.xml", "a.xml", "*.xml", "conf", "config/*.json", "['x', \"a.xml\"]"])
def test_missing(tmp_path: Path, source: str) -> None:
    assert "Dockerfile:2:6" in findings(tmp_path, f"COPY {source} /x/", config__a_dot_xml="")


@pytest.mark.parametrize(
    "line",
    [
        "COPY config/a.xml /x/",
        "COPY ./config/a.xml /x/",
        "COPY /config/a.xml /x/",
        "COPY config /x/",
        "COPY config/*.x?l /x/",
        'COPY ["config/a.xml", "/x/"]',
        "COPY . /x/",
        "COPY --from=build /none /x/",
        "COPY $SOURCE /x/",
        "ADD https://example.com/a.tgz /x/",
        "ADD git@example.com:a/b.git /x/",
        "COPY <<EOF /x\nhi\nEOF",
    ],
)
def test_there_or_not_from_the_context(tmp_path: Path, line: str) -> None:
    assert findings(tmp_path, line, config__a_dot_xml="") == []


@pytest.mark.parametrize(
    "command",
    [
        "mvn package",
        "./mvnw -q package",
        "cd x && mvn package",
        "cp a target/",
        "git clone x",
        "tar xf a.tgz",
        "./make-jar.sh",
        "python3 x.py",
    ],
)
def test_a_step_may_create_the_source(tmp_path: Path, command: str) -> None:
    assert findings(tmp_path, "COPY target/*.jar a.jar", Jenkinsfile=PIPELINE.format(command)) == []


def test_no_step_creates_the_source(tmp_path: Path) -> None:
    assert findings(tmp_path, "COPY target/*.jar a.jar", Jenkinsfile=PIPELINE.format("ls")) == ["Dockerfile:2:6"]


def test_a_name_within_another_makes_nothing(tmp_path: Path) -> None:
    pipeline = PIPELINE.format("printf x > .dockerconfigjson")
    assert findings(tmp_path, "COPY conf/app.yml /x/", Jenkinsfile=pipeline) == ["Dockerfile:2:6"]
    assert findings(tmp_path, "COPY conf/app.yml /x/", Jenkinsfile=PIPELINE.format("printf x > conf/app.yml")) == []


def test_unstashed_files_are_unknown(tmp_path: Path) -> None:
    pipeline = "node {\n  unstash 'jar'\n  sh 'ls'\n}\n"
    assert findings(tmp_path, "COPY target/*.jar a.jar", Jenkinsfile=pipeline) == []


def test_recipe_declares_created_files(tmp_path: Path) -> None:
    recipe = "title: {zh: a, en: a}\nmade:\n- {path: out/*.bin, by: Jenkinsfile}\n"
    assert findings(tmp_path, "COPY out/*.bin a", recipe_dot_yml=recipe, Jenkinsfile=PIPELINE.format("ls")) == []


def test_outputs_are_unknown_without_a_pipeline(tmp_path: Path) -> None:
    assert findings(tmp_path, "COPY target/*.jar a.jar", pom_dot_xml="<project/>") == []
    assert findings(tmp_path, "COPY targets/*.jar a.jar", pom_dot_xml="<project/>") == ["Dockerfile:2:6"]


def test_context_of_a_single_dockerfile_is_unknown(tmp_path: Path) -> None:
    assert findings(tmp_path, "COPY a.xml /x/") == []


def test_ignored_files_are_not_there(tmp_path: Path) -> None:
    assert findings(
        tmp_path, "COPY config/a.xml /x/", config__a_dot_xml="", _dot_dockerignore="# x\nconfig/*.xml\n"
    ) == ["Dockerfile:2:6"]


def test_negated_ignore_patterns_are_skipped(tmp_path: Path) -> None:
    assert findings(tmp_path, "COPY c/a.xml /x/", c__a_dot_xml="", _dot_dockerignore="c\n!c/a.xml\n") == []


def test_context_of_a_dockerfile_in_a_subdirectory_is_unknown(tmp_path: Path) -> None:
    files = {"docker/Dockerfile": "FROM a\nCOPY none.sh ./\n", "app/a.sh": "ls\n"}
    assert findings_in(tmp_path, files, "copy-source-missing") == []
