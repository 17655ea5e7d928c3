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
FOUND |= {
    "FROM alpine:3.22 AS a\nFROM a\nRUN apt-get update": "3:5 `alpine:3.22` has no `apt-get`.",
    "FROM alpine:3.22 AS a\nRUN git init\nFROM a\nRUN ls": "2:5 `alpine:3.22` has no `git`.",
    "FROM alpine:3.22\nRUN apk add --no-cache curl tzdata\nRUN git clone a": "3:5 `alpine:3.22` has no `git`.",
    "FROM alpine:3.22\nRUN apk add python3=3.12.1-r0\nRUN pip3 install a": "3:5 `alpine:3.22` has no `pip3`.",
    "FROM debian:12\nRUN apt-get update && apt-get install -y python3\nRUN pip install a": (
        "3:5 `debian:12` has no `pip`."
    ),
    "FROM node:22-alpine\nRUN git clone a": "2:5 `node:22-alpine` has no `git`.",
    "FROM python:3.13-slim\nRUN curl a": "2:5 `python:3.13-slim` has no `curl`.",
    "FROM nginx:1.29\nRUN npm ci": "2:5 `nginx:1.29` has no `npm`.",
    "FROM rockylinux:9\nRUN apt-get update": "2:5 `rockylinux:9` has no `apt-get`.",
    "FROM busybox\nRUN apk add a": "2:5 `busybox` has no `apk`.",
}
FOUND |= {
    "FROM scratch\nCOPY a /a\nRUN ls": "3:1 `scratch` has no `/bin/sh`.",
    "FROM scratch\nCOPY a /a\nENTRYPOINT /a": "3:1 `scratch` has no `/bin/sh`.",
    "FROM gcr.io/distroless/static:nonroot\nRUN ls": "2:1 `gcr.io/distroless/static:nonroot` has no `/bin/sh`.",
    "FROM scratch AS a\nFROM a\nRUN ls": "3:1 `scratch` has no `/bin/sh`.",
}
NOT_FOUND = (
    "FROM scratch\nADD rootfs.tar.gz /\nRUN ls",
    "FROM scratch\nCOPY --from=a /bin /bin\nRUN ls",
    "FROM scratch AS a\nCOPY --from=b / /\nFROM a\nRUN ls",
    'FROM scratch\nCOPY a /a\nRUN ["/a"]\nENTRYPOINT ["/a"]',
    "FROM gcr.io/distroless/base:debug\nRUN ls",
    "FROM gcr.io/distroless/python3\nRUN ls",
    "FROM alpine:3.22 AS a\nRUN apk add git\nFROM a\nRUN git clone a",
    "FROM alpine:3.22\nRUN apk add --no-cache an-unknown-package\nRUN git clone a",
    "FROM alpine:3.22\nRUN apk add --no-cache $PACKAGES\nRUN git clone a",
    "FROM alpine:3.22\nRUN apk add --no-cache py3-pip\nRUN pip3 install a",
    "FROM alpine:3.11\nRUN apk add --no-cache python3\nRUN pip3 install a",
    "FROM debian:12\nRUN apt-get update && apt-get install -y ./a.deb\nRUN git clone a",
    "FROM node:22\nRUN git clone a",
    "FROM node:8-slim\nRUN curl a",
    "FROM nginx:1.29\nRUN curl a",
    "FROM rockylinux:9\nRUN yum update && python3 a",
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
