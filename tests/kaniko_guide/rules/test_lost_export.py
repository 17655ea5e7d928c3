from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kaniko_guide.analysis import commands
from kaniko_guide.rules import lost_export
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

    from kaniko_guide.text import Text


def lines(directory: Path, body: str) -> list[str]:
    found = findings_in(directory, {"Jenkinsfile": f"node {{\n{body}\n}}\n"}, "lost-export")
    return [line.removeprefix("Jenkinsfile:") for line in found]


USE = "sh '/kaniko/executor --destination=a.com/b/c:$TAG'"


@pytest.mark.parametrize(
    "first",
    [
        "sh 'export TAG=1'",
        "sh 'export TAG=$(date +%s)'",
        "sh 'TAG=$(git rev-parse HEAD); export TAG'",
        "sh '''\n  export TAG=\"$(cat version.txt)\"\n'''",
        "container('a') { sh 'export TAG=1' }",
    ],
)
def test_found(tmp_path: Path, first: str) -> None:
    (line,) = lines(tmp_path, f"{first}\n{USE}")
    assert "`TAG` only has a value in this `sh` step; the step on line" in line


@pytest.mark.parametrize(
    "body",
    [
        "sh 'export TAG=1; /kaniko/executor --destination=a.com/b/c:$TAG'",
        f"{USE}\nsh 'export TAG=1'",
        "sh 'export TAG=1'\nsh 'export TAG=2; echo $TAG'",
        f"sh 'export TAG=1; make'\n{USE}",
        f"sh 'export BUILD_NUMBER=1'\n{USE.replace('TAG', 'BUILD_NUMBER')}",
        f"sh 'export TAG=1'\nwithEnv(['TAG=2']) {{ {USE} }}",
        f"sh 'export TAG=1'\nenv.TAG = '2'\n{USE}",
        "sh 'export TAG=1 > x'\nsh '. ./x; echo $TAG'",
        "sh 'export TAG=1; echo $TAG'\nsh 'make'",
        "sh 'export TAG=1'",
    ],
)
def test_not_found(tmp_path: Path, body: str) -> None:
    assert lines(tmp_path, body) == []


@pytest.mark.parametrize(
    "first",
    [
        "sh 'export DOCKER_CONFIG=/tmp/x'",
        "sh 'date; export DOCKER_CONFIG=/$(date)'",
        "sh 'A=1; export DOCKER_CONFIG=$A'",
    ],
)
def test_an_export_that_nothing_names_later(tmp_path: Path, first: str) -> None:
    (line,) = lines(tmp_path, f"{first}\nsh 'make'")
    assert "`DOCKER_CONFIG` only has a value in this `sh` step, and no command follows here." in line


def test_without_effect(tmp_path: Path) -> None:
    later = "\nsh 'make'"
    found = {
        f"sh 'cd web'{later}": "2:8 `cd` only counts in this `sh` step; the step on line 3",
        f"sh 'pwd; ls; cd web'{later}": "2:17 `cd` only counts",
        f"sh '. venv/bin/activate'{later}": "2:7 What `venv/bin/activate` sets only counts",
        f"sh 'source env.sh'{later}": "2:12 What `env.sh` sets only counts",
        "sh 'cd web'": None,
        f"sh 'cd web && make'{later}": None,
        f"sh 'source env.sh; make'{later}": None,
        f"sh 'cd'{later}": None,
        f"sh 'cd $WORKSPACE'{later}": None,
        f"sh 'cd /var/jenkins_home/workspace/app'{later}": None,
    }
    for at, (body, expected) in enumerate(found.items()):
        (tmp_path / str(at)).mkdir()
        lines_found = lines(tmp_path / str(at), body)
        assert [line.startswith(str(expected)) for line in lines_found] == [True] * (expected is not None), body


def test_each_step_is_compared_with_the_next_one_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[Text, Text]] = []

    def is_before(first: Text, second: Text) -> bool:
        compared.append((first, second))
        return commands.is_before(first, second)

    monkeypatch.setattr(lost_export, "is_before", is_before)
    assert len(lines(tmp_path, "sh 'cd web'\nsh 'npm ci'\n" * 100)) == 100
    assert len(compared) == 100


def test_assignments_without_export(tmp_path: Path) -> None:
    message = "`TAG=…` only counts in this `sh` step; in the step on line 3 it is empty."
    for number, (body, found) in enumerate(
        {
            f"sh 'TAG=$(cat VERSION)'\n{USE}": 1,
            f"sh 'TAG=1; echo $TAG'\n{USE}": 1,
            f"sh 'TAG=1 ./build.sh'\n{USE}": 0,
            f"sh 'TAG=1; ./build.sh $TAG'\n{USE}": 0,
            "sh 'TAG=1'\nsh 'TAG=2; echo $TAG'": 0,
            "sh 'TAG=1; echo $TAG'\nsh 'ls'": 0,
            f"sh 'TAG=1; echo $TAG > tag'\n{USE}": 0,
        }.items()
    ):
        assert [line.partition(" ")[2] for line in lines(tmp_path / str(number), body)] == [message] * found, body
