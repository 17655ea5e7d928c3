from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_check import check

from tests.support import findings_in

if TYPE_CHECKING:
    from pathlib import Path

FOUND = {
    "FROM eclipse-temurin:21\nCOPY . .\nRUN mvn package": "3:5 `eclipse-temurin:21` has no `mvn`.",
    "FROM alpine:3.22\nRUN mkdir /a && curl -O https://example.com": "2:17 `alpine:3.22` has no `curl`.",
    "FROM golang:1.25 AS a\nRUN go build\nFROM debian:12\nCOPY --from=a /a /a\nRUN git clone b": (
        "5:5 `debian:12` has no `git`."
    ),
}
FOUND |= {
    "FROM node:20-alpine\nRUN apt-get update": "2:5 `node:20-alpine` has no `apt-get`.",
    "FROM python:3.13-slim\nRUN apk add git": "2:5 `python:3.13-slim` has no `apk`.",
}
NOT_FOUND = (
    "FROM node:20\nRUN apt-get update",
    "FROM alpine:3.22\nRUN command -v apt-get && apt-get update || apk update",
    "FROM maven:3\nRUN mvn package",
    "FROM eclipse-temurin:21\nRUN ./mvnw package",
    "FROM alpine:3.22\nRUN apk add curl && curl -O a",
    "FROM alpine:3.22\nRUN command -v git || git init",
    "FROM alpine:3.22\nCOPY --from=a /usr/bin/curl /usr/bin/curl\nRUN curl a",
    "FROM alpine:3.22\nENV PATH=/a:$PATH\nRUN curl a",
    "FROM alpine:3.22\nRUN ./install.sh && curl a",
    "FROM alpine:3.22\nRUN --mount=type=bind,from=a,target=/usr/local curl a",
    "FROM example.com/alpine:3.22\nRUN curl a",
    "FROM alpine:3.22\nRUN curl() { true; }; curl a",
    "FROM $BASE\nRUN curl a",
)


def test_found_and_not_found(tmp_path: Path) -> None:
    for at, (text, expected) in enumerate([*FOUND.items(), *((text, None) for text in NOT_FOUND)]):
        with check(text):
            lines = findings_in(tmp_path / str(at), {"Dockerfile": f"{text}\n"}, "program-not-in-image")
            assert lines == ([] if expected is None else [f"Dockerfile:{expected}"])
