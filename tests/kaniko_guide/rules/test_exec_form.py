from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.kaniko_guide.rules.shared import PIPELINE, replace_first
from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("CMD ['ls']", "2:5 `['ls']` is not JSON"),
        ('ENTRYPOINT ["java -jar a.jar"]', "2:13 `java -jar a.jar` is a single string"),
    ],
)
def test_found_in_a_dockerfile(tmp_path: Path, lines: str, expected: str) -> None:
    (line,) = findings_in(tmp_path, {"Dockerfile": f"FROM eclipse-temurin:21-jre\n{lines}\n"}, "exec-form")
    assert line.startswith(f"Dockerfile:{expected}")


def test_not_found_in_a_dockerfile(tmp_path: Path) -> None:
    lines = 'CMD ["-jar a.jar"]\nRUN [ "$A" = b ] && ls\nENTRYPOINT ["/my app/run"]'
    assert findings_in(tmp_path, {"Dockerfile": f"FROM eclipse-temurin:21-jre\n{lines}\n"}, "exec-form") == []


def test_found_in_the_command_of_a_container(tmp_path: Path) -> None:
    pipeline = replace_first(PIPELINE, "['/busybox/cat']", "['sleep 99d']")
    (line,) = findings_in(tmp_path, {"Jenkinsfile": pipeline}, "exec-form")
    assert line.startswith("Jenkinsfile:11:16 `sleep 99d` is a single string and is treated as")


def test_a_shell_and_its_option_in_one_string(tmp_path: Path) -> None:
    for command in ("['/bin/sh -c', 'sleep 99d']", "['sh -ec', 'sleep 99d']"):
        (found,) = findings_in(
            tmp_path, {"Jenkinsfile": replace_first(PIPELINE, "['/busybox/cat']", command)}, "exec-form"
        )
        program = command.split("'")[1]
        assert f"`{program}` is a single string" in found


@pytest.mark.parametrize(
    "command", ["['sleep', '99d']", "['sh', '-c', 'sleep 99d']", "['/opt/my app/run', '-c']", "['sh', 'sh -c']"]
)
def test_not_found_in_the_command_of_a_container(tmp_path: Path, command: str) -> None:
    pipeline = replace_first(PIPELINE, "['/busybox/cat']", command)
    assert findings_in(tmp_path, {"Jenkinsfile": pipeline}, "exec-form") == []


def test_start_command_in_one_string(tmp_path: Path) -> None:
    found = {
        'FROM python:3.12\nCMD ["python app.py"]': 1,
        'FROM python:3.12\nRUN ["pip install x"]': 1,
        'FROM python:3.12\nCMD ["python", "-m pytest"]': 0,
        'FROM python:3.12\nENTRYPOINT ["sh", "-c"]\nCMD ["python app.py"]': 0,
        'FROM python:3.12 AS a\nENTRYPOINT ["sh", "-c"]\nFROM a\nCMD ["python app.py"]': 0,
        'FROM example.com/python\nCMD ["python app.py"]': 0,
        'FROM scratch\nCMD ["app run"]': 0,
        'FROM $BASE\nCMD ["python app.py"]': 0,
    }
    for at, (dockerfile, count) in enumerate(found.items()):
        files = {"Dockerfile": f"{dockerfile}\n"}
        assert len(findings_in(tmp_path / str(at), files, "exec-form")) == count, dockerfile
