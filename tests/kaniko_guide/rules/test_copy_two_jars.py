from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support import RECORDED, findings_in

if TYPE_CHECKING:
    from pathlib import Path

JARS = {"target/a.jar": "", "target/b.jar": "", "target/sub/c.jar": ""}


@pytest.mark.parametrize(
    ("copy", "count"),
    [
        ("COPY target/*.jar app.jar", 2),
        ("COPY target/?.jar /app/app.jar", 2),
        ("COPY target/*.jar other/x.txt app.jar", 3),
        ("COPY --from=build /a.jar /b.jar app.jar", 2),
        ('COPY ["a.yml", "b.yml", "c.yml"]', 2),
        ("ADD a.jar b.jar app.jar", 2),
        ("COPY target/a*.jar app.jar", 0),
        ("COPY */a.jar app.jar", 0),
        ("COPY target/*.jar lib/", 0),
        ("COPY target/*.jar .", 0),
        ("COPY target/*.jar /app", 0),
        ("COPY a.conf b.conf /etc/nginx/conf.d", 0),
        ("COPY target/*.jar $NAME.jar", 0),
        ("COPY $A $B app.jar", 0),
        ("COPY --from=build target/*.jar app.jar", 0),
        ("COPY a.jar app.jar/", 0),
    ],
)
def test_files_are_counted(tmp_path: Path, copy: str, count: int) -> None:
    found = findings_in(tmp_path, JARS | {"Dockerfile": f"FROM a:1\n{copy}\n"}, "copy-two-jars")
    _, _, last = copy.rpartition(" ")
    destination = last.strip('"]')
    message = (
        f"Dockerfile:2:{len(copy) - len(last) + 1} {count} files are copied to the file `{destination}`; "
        "the executor fails with `destination must be a directory and end in '/'`."
    )
    assert found == ([message] if count else [])


def test_of_a_dockerfile_elsewhere_the_context_is_unknown(tmp_path: Path) -> None:
    files = JARS | {"docker/Dockerfile": "FROM a:1\nCOPY target/*.jar app.jar\n"}
    assert findings_in(tmp_path, files, "copy-two-jars") == []


@pytest.mark.parametrize("executor", ["google-v1.24.0", "osscontainertools-v1.28.3"])
def test_the_message_has_the_words_of_the_executor(executor: str) -> None:
    record = (RECORDED / "kaniko-runs" / executor / "d2-copy-two-jars.txt").read_text("utf-8")
    assert "destination must be a directory and end in '/'" in record
    assert record.rstrip().endswith("# exit code: 1")


def test_a_directory_that_hardly_exists(tmp_path: Path) -> None:
    cases = {
        "FROM alpine:3.22\nCOPY a.txt b.txt /srv/demo/files": 1,
        "FROM debian:12\nCOPY a.txt b.txt /app": 1,
        "FROM debian:12\nCOPY a.txt b.txt /app/": 0,
        "FROM debian:12\nCOPY a.txt /app": 0,
        "FROM debian:12\nWORKDIR /app\nCOPY a.txt b.txt /app": 0,
        "FROM debian:12\nRUN mkdir -p /app/lib\nCOPY a.txt b.txt /app": 0,
        "FROM debian:12\nCOPY c /app/\nCOPY a.txt b.txt /app": 0,
        "FROM debian:12\nCOPY a.txt b.txt /usr/local/bin": 0,
        "FROM debian:12\nCOPY a.txt b.txt /opt": 0,
        "FROM debian:12\nARG D\nRUN mkdir $D\nCOPY a.txt b.txt /app": 0,
        "FROM node:20\nCOPY a.txt b.txt /app": 0,
        "FROM debian:12 AS a\nRUN mkdir /app\nFROM a\nCOPY a.txt b.txt /app": 0,
    }
    for number, (text, count) in enumerate(cases.items()):
        found = findings_in(tmp_path / str(number), {"Dockerfile": f"{text}\n"}, "copy-two-jars")
        assert ["does not end with `/`" in line for line in found] == [True] * count, text
