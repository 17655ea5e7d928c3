from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


def found(folder: Path, dockerfile: str, **files: str) -> list[str]:
    content = {"Dockerfile": f"FROM a\n{dockerfile}\n"} | {
        name.replace("__", "/").replace("_dot_", "."): text for name, text in files.items()
    }
    return [line.partition(" ")[0] for line in findings_in(folder, content, "copy-source-missing")]


PIPELINE = "node {{\n  sh '{}'\n}}\n"


@pytest.mark.parametrize("source", ["conf/a.xml", "a.xml", "*.xml", "conf", "config/*.json", "['x', \"a.xml\"]"])
def test_missing(tmp_path: Path, source: str) -> None:
    assert "Dockerfile:2:6" in found(tmp_path, f"COPY {source} /x/", config__a_dot_xml="")


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
    assert found(tmp_path, line, config__a_dot_xml="") == []


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
def test_a_step_may_make_it(tmp_path: Path, command: str) -> None:
    assert found(tmp_path, "COPY target/*.jar a.jar", Jenkinsfile=PIPELINE.format(command)) == []


def test_no_step_makes_it(tmp_path: Path) -> None:
    assert found(tmp_path, "COPY target/*.jar a.jar", Jenkinsfile=PIPELINE.format("ls")) == ["Dockerfile:2:6"]


def test_a_name_within_another_makes_nothing(tmp_path: Path) -> None:
    pipeline = PIPELINE.format("printf x > .dockerconfigjson")
    assert found(tmp_path, "COPY conf/app.yml /x/", Jenkinsfile=pipeline) == ["Dockerfile:2:6"]
    assert found(tmp_path, "COPY conf/app.yml /x/", Jenkinsfile=PIPELINE.format("printf x > conf/app.yml")) == []


def test_unstashed_files_can_not_be_told(tmp_path: Path) -> None:
    pipeline = "node {\n  unstash 'jar'\n  sh 'ls'\n}\n"
    assert found(tmp_path, "COPY target/*.jar a.jar", Jenkinsfile=pipeline) == []


def test_the_recipe_says_what_is_made(tmp_path: Path) -> None:
    recipe = "title: {zh: a, en: a}\nmade:\n- {path: out/*.bin, by: Jenkinsfile}\n"
    assert found(tmp_path, "COPY out/*.bin a", recipe_dot_yml=recipe, Jenkinsfile=PIPELINE.format("ls")) == []


def test_without_a_pipeline_outputs_can_not_be_told(tmp_path: Path) -> None:
    assert found(tmp_path, "COPY target/*.jar a.jar", pom_dot_xml="<project/>") == []
    assert found(tmp_path, "COPY targets/*.jar a.jar", pom_dot_xml="<project/>") == ["Dockerfile:2:6"]


def test_a_lone_dockerfile_can_not_be_told(tmp_path: Path) -> None:
    assert found(tmp_path, "COPY a.xml /x/") == []


def test_ignored_files_are_not_there(tmp_path: Path) -> None:
    assert found(tmp_path, "COPY config/a.xml /x/", config__a_dot_xml="", _dot_dockerignore="# x\nconfig/*.xml\n") == [
        "Dockerfile:2:6"
    ]


def test_exceptions_from_ignored_files_can_not_be_told(tmp_path: Path) -> None:
    assert found(tmp_path, "COPY c/a.xml /x/", c__a_dot_xml="", _dot_dockerignore="c\n!c/a.xml\n") == []


def test_the_context_of_a_dockerfile_below_the_root_can_not_be_told(tmp_path: Path) -> None:
    files = {"docker/Dockerfile": "FROM a\nCOPY none.sh ./\n", "app/a.sh": "ls\n"}
    assert findings_in(tmp_path, files, "copy-source-missing") == []
