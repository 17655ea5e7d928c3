from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_check import check

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

FOUND = {
    "FROM a:1\nUSER app\nRUN apt-get update && apt-get install -y git": (
        "3:5 Only root can run `apt-get`, and `USER app` above sets another user.",
        "3:23 Only root can run `apt-get`, and `USER app` above sets another user.",
    ),
    "FROM a:1 AS b\nUSER 1000:1000\nFROM b\nRUN adduser -D c": (
        "4:5 Only root can run `adduser`, and `USER 1000` above sets another user.",
    ),
    "FROM a:1\nRUN mkdir /app && adduser -D -h /app app\nCOPY a /app\nWORKDIR /app\nUSER app\nRUN chown app /app": (
        "6:5 Only root can run `chown`, and `USER app` above sets another user.",
    ),
    "FROM a:1\nUSER app\nRUN chown root /app": (
        "3:5 Only root can run `chown`, and `USER app` above sets another user.",
    ),
    "FROM jenkins/jenkins:lts\nRUN apt-get update": (
        "2:5 Only root can run `apt-get`, and the user of `jenkins/jenkins:lts` is not root.",
    ),
}
NOT_FOUND = (
    "FROM a:1\nRUN apt-get update\nUSER app",
    "FROM a:1\nUSER app\nUSER root\nRUN apk add b",
    "FROM a:1\nUSER 0\nRUN apk add b",
    "FROM a:1\nUSER $APP\nRUN apk add b",
    "FROM a:1\nUSER app\nRUN sudo apt-get update",
    "FROM a:1\nUSER app\nRUN apt-get update || true",
    "FROM a:1\nUSER app\nRUN apt-get download b && apk info && dnf --version",
    "FROM a:1\nUSER app\nRUN mkdir b && chown app b",
    "FROM a:1\nUSER app\nRUN chown 1000 /app",
    "FROM a:1\nRUN mkdir /app && chown app /app\nUSER app\nRUN chown app /app",
    "FROM a:1\nRUN useradd -m -d /app app\nWORKDIR /app\nUSER app\nRUN chown app /app",
    "FROM a:1\nUSER app\nFROM a:1\nRUN apk add b",
    "FROM jenkins/jenkins:lts\nUSER root\nRUN apt-get update",
    "FROM example.com/jenkins/jenkins:lts\nRUN apt-get update",
)


def test_found_and_not_found(tmp_path: Path) -> None:
    for at, (text, expected) in enumerate([*FOUND.items(), *((text, ()) for text in NOT_FOUND)]):
        with check(text):
            lines = findings_in(tmp_path / str(at), {"Dockerfile": f"{text}\n"}, "run-needs-root")
            assert lines == [f"Dockerfile:{line}" for line in expected]
